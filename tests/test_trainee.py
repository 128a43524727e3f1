"""Specify how a network is built of someone's classes and asked; test_training.py has it trained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from grader.errors import CheckFailed
from grader.reference import load_reference
from grader.trainee import Trainee

ROOT = Path(__file__).parents[1]


def trainee(seed=0):
    """Return a network of the reference's classes, 4-3-2, and the weights that it was given."""
    rng = np.random.default_rng(seed)
    weights = [rng.uniform(-1, 1, shape) for shape in ((5, 3), (4, 2))]
    return Trainee(load_reference(ROOT), weights, 0.1), weights


def test_a_layer_has_a_copy_of_its_weights():
    """Training does not change what the next network begins with."""
    network, given = trainee()

    network.weights()[0][:] = 0

    assert not network.weights()[0].any()
    assert given[0].any()


def test_weights_are_taken_over_by_value():
    """Two networks with equal weights go their own ways afterwards."""
    one, other = trainee(0)[0], trainee(1)[0]

    one.take_weights(other)
    one.weights()[1][:] = 0

    assert np.array_equal(one.weights()[0], other.weights()[0])
    assert other.weights()[1].any()


def test_answers_must_be_those_of_the_weights():
    """What `test` gives is own work; with other weights, or of another shape, it is not."""
    network, given = trainee()
    inputs = np.random.default_rng(2).standard_normal((50, 4))
    predicted = network.predict(inputs)

    network.require_own_work(given, inputs, predicted)
    with pytest.raises(CheckFailed, match="own weights agree on"):
        network.require_own_work([given[0], -given[1]], inputs, predicted)
    with pytest.raises(CheckFailed, match="must have the shape"):
        network.require_own_work([given[0].T, given[1]], inputs, predicted)
