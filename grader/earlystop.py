"""
Decide when a training need not go on: it has learnt enough for all points, or cannot learn any more.

Judges weights by images that are neither trained on nor tested with. Pure NumPy: knows no submission.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Array = np.ndarray[Any, Any]
Reason = Literal["reached", "not finite", "unchanged"]

SLACK = 0.05
"""So much better than on the validation images a run might do on the test images: ten deviations of 2,000."""


@dataclass(frozen=True)
class Look:
    """The fraction of the validation images that a run gets right now, and why it need not go on, if so."""

    validation: float
    reason: Reason | None


@dataclass(frozen=True)
class Rule:
    """
    When runs are stopped.

    Args:
        images: Standardised, shape ``(n, features)``, float32.
        labels: Their classes, shape ``(n,)``.
        level: The fraction of them to be right for "reached".
        floor: The mean accuracy that earns nothing.
    """

    images: Array
    labels: Array
    level: float
    floor: float

    def accuracy(self, weights: Sequence[Array]) -> float:
        """Return the fraction of the validation images that a network of *weights* gets right."""
        with np.errstate(all="ignore"):  # what a submission keeps as weights may be of any size
            single = [matrix.astype(np.float32) for matrix in weights]
        return fraction_right(scores(single, self.images), self.labels)

    def look(self, weights: Sequence[Array], before: Sequence[Array] | None) -> Look:
        """
        Return how good *weights* are, and why the run that has them need not go on.

        Where none of them is a number, none will be. Where they are the same as *before*, after hundreds of
        images at the rate that stays to the end, nothing applies the updates.
        """
        if not any(np.isfinite(matrix).any() for matrix in weights):
            return Look(0.0, "not finite")
        accuracy = self.accuracy(weights)
        if before is not None and all(map(np.array_equal, weights, before)):
            return Look(accuracy, "unchanged")
        return Look(accuracy, "reached" if accuracy >= self.level else None)

    def nothing_left(self, accuracies: Sequence[float], runs: int, slack: float = SLACK) -> bool:
        """
        Tell whether the mean of so many *runs* cannot rise above the floor, whatever the rest of them reach.

        Args:
            accuracies: Of the runs so far.
            runs: How many there are in all.
            slack: By how much each of *accuracies* may be wrong.
        """
        most = sum(min(1.0, accuracy + slack) for accuracy in accuracies) + runs - len(accuracies)
        return most <= self.floor * runs


def scores(weights: Sequence[Array], inputs: Array) -> Array:
    """
    Return the outputs of fully connected layers with ReLU between them, before the SoftMax.

    Args:
        weights: One matrix ``(inputs + 1, outputs)`` per layer, the bias last.
        inputs: Shape ``(n, features)``.
    """
    values = inputs
    with np.errstate(all="ignore"):
        for position, matrix in enumerate(weights):
            values = (np.maximum(values, 0.0) if position else values) @ matrix[:-1] + matrix[-1]
    return values


def fraction_right(outputs: Array, labels: Array) -> float:
    """Return in how many rows of *outputs* the largest is that of the label; never in one with a NaN."""
    right = (outputs.argmax(axis=1) == labels) & ~np.isnan(outputs).any(axis=1)
    return float(right.mean())
