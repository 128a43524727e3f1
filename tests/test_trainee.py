"""Specify how a network is built of someone's classes and asked; test_training.py has it trained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from grader.errors import CheckFailed
from grader.reference import load_reference
from grader.trainee import Trainee, parts_of, require_own_work

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
    """What is done to them afterwards stays with the network."""
    network, given = trainee(0)[0], trainee(1)[1]

    network.take_weights(given)
    network.weights()[1][:] = 0

    assert np.array_equal(network.weights()[0], given[0])
    assert given[1].any()


def test_layers_stand_as_in_the_architecture():
    """Fully connected layers with ReLU between them, SoftMax last, the cross entropy for a loss."""
    network = trainee()[0].network

    kinds = [type(layer).__name__ for layer in network.layers]
    assert kinds == ["FullyConnected", "ReLU", "FullyConnected", "SoftMax"]
    assert type(network.loss_layer).__name__ == "CrossEntropyLoss"


def test_answers_must_be_those_of_the_weights():
    """What `test` gives is own work; with other weights, or of another shape, it is not."""
    network, given = trainee()
    inputs = np.random.default_rng(2).standard_normal((50, 4))
    predicted = network.predict([inputs], [inputs])

    require_own_work(network.own_scores(given, inputs), predicted)
    with pytest.raises(CheckFailed, match="own weights agree on"):
        require_own_work(network.own_scores([given[0], -given[1]], inputs), predicted)
    with pytest.raises(CheckFailed, match="must have the shape"):
        network.own_scores([given[0].T, given[1]], inputs)


def test_inputs_are_handed_over_in_parts():
    """All rows are asked about in their order, a thousand at once at most."""
    network, _ = trainee()
    inputs = np.random.default_rng(2).standard_normal((2300, 4))

    parts = parts_of(inputs)

    assert [len(part) for part in parts] == [1000, 1000, 300]
    assert np.allclose(network.predict(parts, parts), network.predict([inputs], [inputs]))


def test_only_matrices_of_real_numbers_are_sound_weights():
    """Whatever else a layer keeps as weights decides nothing; what is returned is a copy."""
    network, given = trainee()
    sound = network.sound_weights()

    assert all(map(np.array_equal, sound, given))
    assert not any(ours is theirs for ours, theirs in zip(sound, network.weights(), strict=True))
    for wrong in (given[0].T, given[0] * 1j, None, "weights", given[0].tolist()):
        network._trainable[0].weights = wrong
        assert network.sound_weights() is None
