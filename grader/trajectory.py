"""
Compare the first losses of a training with the reference's: what accuracy forgives shows there.

The weights are made equal every few steps. Training amplifies rounding: in float32 an input of a ReLU
changes its side now and then, and by the fiftieth step the losses are 2 % apart.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.api import batches
from grader.assertions import assert_close
from grader.batches import Batches
from grader.config import AccuracyRules
from grader.errors import CheckFailed
from grader.trainee import Trainee
from grader.training import load_images
from grader.trainingrun import extended, initial_weights

_STEPS = 5
_RTOL = 1e-5


def same_trajectory(student: Any, reference: Any, rules: AccuracyRules, rng: np.random.Generator) -> None:
    """
    Compare the losses of the first steps with those of the reference, from the same weights every five steps.

    A mistake shows in all those parts, the rounding of float32 in few, so it takes most of them to fail.

    Args:
        student: The submission.
        reference: The reference modules.
        rules: Section `accuracy` of `config.yaml`.
        rng: Draws initial weights and batches.

    Raises:
        CheckFailed: The losses differ; accuracy forgives what this finds.
    """
    ours, theirs = _trainees(student, reference, rules, rng)
    losses: list[float] = []
    for start in range(0, rules.trajectory_steps, _STEPS):
        chunk = min(_STEPS, rules.trajectory_steps - start)
        if start:
            theirs.take_weights(ours)
        ours.network.train(chunk)
        theirs.network.train(chunk)
        if len(losses := extended(losses, theirs.losses(), chunk)) != start + chunk:
            raise CheckFailed("network.loss must be a list of numbers, one per iteration")
    expected, name = ours.network.loss, f"losses of the first {rules.trajectory_steps} steps"
    if _part_alike(np.array(losses), np.array(expected)) > _RTOL:
        assert_close(np.array(losses), expected, rtol=_RTOL, name=name)


def _trainees(
    student: Any, reference: Any, rules: AccuracyRules, rng: np.random.Generator
) -> tuple[Trainee, Trainee]:
    """Return the reference's network and the student's, with equal weights and batches."""
    images = load_images("embedded")
    weights = initial_weights(rules.architecture, rng)
    rows = rng.choice(len(images.train), rules.trajectory_steps * rules.batch_size, replace=False)
    batch, labels, order = images.train[rows], images.labels[rows], np.arange(len(rows))
    scale = (rules.batch_size, images.classes, images.mean, images.deviation)
    rate = rules.datasets[rules.dataset].learning_rates[0] / rules.batch_size
    theirs, ours = Trainee(student, weights, rate), Trainee(reference, weights, rate)
    ours.network.data_layer = Batches(batch, labels, order, *scale)
    theirs.network.data_layer = batches(batch, labels, order, *scale)
    return ours, theirs


def _part_alike(losses: np.ndarray[Any, Any], expected: np.ndarray[Any, Any]) -> float:
    """Return the largest relative error in the part that half of the parts do not exceed."""
    with np.errstate(invalid="ignore", over="ignore"):
        errors = np.nan_to_num(np.abs(losses - expected) / np.abs(expected), nan=np.inf)
    worst = sorted(float(errors[start : start + _STEPS].max()) for start in range(0, len(errors), _STEPS))
    return worst[(len(worst) - 1) // 2]
