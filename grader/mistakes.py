"""Count which class a network takes for which, and pick its most confident mistakes. Pure NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

MOST_MISTAKES = 12
"""Those fit beside one another on a page; more would let a submission tell more."""

_DIGITS = 2


@dataclass(frozen=True)
class Answers:
    """
    What a network answered to images, and what they show.

    Args:
        rows: Which row of the data set's test images each of them is, shape ``(n,)``.
        labels: Their classes, shape ``(n,)``.
        predicted: The network's output, shape ``(n, classes)``.
    """

    rows: Array
    labels: Array
    predicted: Array

    @property
    def classes(self) -> Array:
        """Return the largest column of each row, and -1 for a row with a NaN, which is never right."""
        unknown = np.isnan(self.predicted).any(axis=1)
        return np.where(unknown, -1, self.predicted.argmax(axis=1))

    @property
    def accuracy(self) -> float:
        """Return the fraction of the images whose class is the label."""
        return float((self.classes == self.labels).mean())


def confusion(runs: Sequence[Answers]) -> list[list[int]]:
    """
    Return how often each label (row) was taken for each class (column), summed over *runs*.

    An answer with a NaN is of no class, so that it counts nowhere.
    """
    classes = max(max(run.predicted.shape[1], int(run.labels.max()) + 1) for run in runs)
    counts = np.zeros((classes, classes), dtype=int)
    for run in runs:
        known = run.classes >= 0
        np.add.at(counts, (run.labels[known].astype(int), run.classes[known]), 1)
    return [[int(count) for count in row] for row in counts]


def mistakes(runs: Sequence[Answers]) -> list[dict[str, Any]]:
    """
    Return at most `MOST_MISTAKES` images that were taken for another class, the most confident first.

    Each image once, by the run that was surest of it. The confidence is the largest entry of the output,
    rounded, or None where that is no probability; equal ones are in the order of the data set, so that
    digits which are cut off cannot choose.
    """
    found: dict[int, dict[str, Any]] = {}
    for run in runs:
        classes, sure = run.classes, run.predicted.max(axis=1).tolist()
        for at in np.flatnonzero((classes >= 0) & (classes != run.labels)):
            row = int(run.rows[at])
            mistake = {
                "index": row,
                "label": int(run.labels[at]),
                "predicted": int(classes[at]),
                "confidence": _confidence(float(sure[at])),
            }
            if row not in found or _order(mistake) < _order(found[row]):
                found[row] = mistake
    return sorted(found.values(), key=_order)[:MOST_MISTAKES]


def _confidence(largest: float) -> float | None:
    return round(largest, _DIGITS) if 0.0 <= largest <= 1.0 else None


def _order(mistake: dict[str, Any]) -> tuple[float, int]:
    confidence = mistake["confidence"]
    return (1.0 if confidence is None else -confidence, mistake["index"])
