"""
Compare the first losses of a training with the reference's: what accuracy forgives shows there.

The weights are made equal every few steps. Training amplifies rounding: in float32 an input of a ReLU
changes its side now and then, and by the fiftieth step the losses are 2 % apart.
"""

from __future__ import annotations

import copy
import functools
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.api import batches
from grader.assertions import assert_close
from grader.batches import Batches
from grader.config import AccuracyRules
from grader.errors import CheckFailed
from grader.pipeline import pipelined
from grader.trainee import Trainee
from grader.training import load_images
from grader.trainingrun import extended, initial_weights

Array = np.ndarray[Any, Any]

_STEPS, _IMAGES = 5, 8
"""How many steps are taken from the same weights, on how many images each: a mistake needs no whole batch."""

_RTOL = 1e-5
_REMEMBERED = 2


def same_trajectory(student: Any, reference: Any, rules: AccuracyRules, rng: np.random.Generator) -> None:
    """
    Compare the losses of the first steps with those of the reference, from the same weights every five steps.

    A mistake shows in all those parts, the rounding of float32 in few, so it takes most of them to fail.

    Args:
        student: The submission.
        reference: The reference modules.
        rules: Section `accuracy` of `config.yaml`.
        rng: Initial weights and batches are drawn from a copy of it.

    Raises:
        CheckFailed: The losses differ; accuracy forgives what this finds.
    """
    right = expected(reference, rules, rng)
    trainee = Trainee(student, right.weights[0], right.rate)
    trainee.network.data_layer = batches(*right.data)
    losses: list[float] = []
    for weights, part in zip(right.weights, right.parts, strict=True):
        with pipelined():
            if losses:
                trainee.take_weights(weights)
            trainee.network.train(len(part))
        done = len(losses) + len(part)
        if len(losses := extended(losses, trainee.losses(), len(part))) != done:
            raise CheckFailed("network.loss must be a list of numbers, one per iteration")
    found, wanted = np.array(losses), np.concatenate(right.parts)
    if _part_alike(found, wanted) > _RTOL:
        name = f"losses of the first {rules.trajectory_steps} steps"
        assert_close(found, wanted, rtol=_RTOL, name=name)


@dataclass(frozen=True)
class Trajectory:
    """
    The reference's first steps.

    Attributes:
        data: What a data layer of these batches is made of.
        rate: The learning rate.
        weights: Of all layers, before each part.
        parts: The losses of each part.
    """

    data: tuple[Any, ...]
    rate: float
    weights: Sequence[Sequence[Array]]
    parts: Sequence[Array]


def expected(reference: Any, rules: AccuracyRules, rng: np.random.Generator) -> Trajectory:
    """
    Return the first steps of the *reference* from where *rng* starts it.

    They are the same for all submissions that are graded with one secret, and the last ones are remembered:
    a process that asks before it forks for each submission saves all of them the training.
    """
    key = id(reference), rules.model_dump_json(), str(rng.bit_generator.state)
    return _trained(_Start(key, reference, rules, rng))


@dataclass(frozen=True)
class _Start:
    """Where a trajectory starts; two are equal where all that decides on it is."""

    key: tuple[int, str, str]
    reference: Any = field(compare=False)
    rules: AccuracyRules = field(compare=False)
    rng: np.random.Generator = field(compare=False)


@functools.lru_cache(_REMEMBERED)
def _trained(start: _Start) -> Trajectory:
    """Train the reference, part by part; layers may draw from the global random states without a trace."""
    states = np.random.get_state(), random.getstate()  # noqa: NPY002  such layers draw from it
    try:
        return _followed(start)
    finally:
        np.random.set_state(states[0])  # noqa: NPY002  the same
        random.setstate(states[1])


def _followed(start: _Start) -> Trajectory:
    rules, rng = start.rules, copy.deepcopy(start.rng)
    images, steps = load_images("embedded"), rules.trajectory_steps
    initial = initial_weights(rules.architecture, rng)
    size = min(_IMAGES, rules.batch_size)
    rows = rng.choice(len(images.train), steps * size, replace=False)
    scale = (size, images.classes, images.mean, images.deviation)
    data = (images.train[rows], images.labels[rows], np.arange(len(rows)), *scale)
    rate = rules.datasets[rules.dataset].learning_rates[0] / size
    trainee = Trainee(start.reference, initial, rate)
    trainee.network.data_layer = Batches(*data)
    weights, parts = [], []
    for begun in range(0, steps, _STEPS):
        weights.append([matrix.copy() for matrix in trainee.weights()])
        trainee.network.train(min(_STEPS, steps - begun))
        parts.append(np.array(trainee.network.loss[begun:]))
    return Trajectory(data, rate, weights, parts)


def _part_alike(losses: Array, expected: Array) -> float:
    """Return the largest relative error in the part that half of the parts do not exceed."""
    with np.errstate(invalid="ignore", over="ignore"):
        errors = np.nan_to_num(np.abs(losses - expected) / np.abs(expected), nan=np.inf)
    worst = sorted(float(errors[start : start + _STEPS].max()) for start in range(0, len(errors), _STEPS))
    return worst[(len(worst) - 1) // 2]
