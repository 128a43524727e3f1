"""Specify how one network is trained in parts, stopped and continued, on a made-up data set."""

from __future__ import annotations

import numpy as np
import pytest

from grader.batches import Batches
from grader.earlystop import Rule
from grader.reference import load_reference
from grader.trainingrun import TrainingRun
from tests.test_training import CLASSES, ROOT, images, rules  # noqa: F401  images is a fixture


@pytest.fixture
def begun(images):  # noqa: F811  the fixture
    """Return what begins a run of the reference."""

    def begin(**wanted):
        def data_layer(order):
            return Batches(images.train_images, images.train_labels, order, 8, CLASSES, 33.3, 78.6)

        told = []
        rows = np.arange(len(images.train_images))
        run = TrainingRun(load_reference(ROOT), rules(**wanted), rows, data_layer, (1, 5), told.append)
        return run, told

    return begin


def rule(images, level):  # noqa: F811
    """Return a rule that judges by the test images of the made-up data."""
    pixels = ((images.test_images - 33.3) / 78.6).astype(np.float32)
    return Rule(pixels, images.test_labels, level, 0.5)


def test_a_run_is_not_looked_at_before_its_second_half(begun, images):  # noqa: F811
    """Even what everybody passes stops it only there, after a tenth of the second epoch."""
    run, told = begun()

    run.go_on(rule(images, 0.0))

    assert (run.stopped, run.done, run.planned) == ("reached", 55, 100)
    assert len(run.curve) == 55
    assert (told[-1].iteration, told[-1].iterations) == (55, 100)


def test_a_run_that_goes_on_ends_as_if_it_had_never_been_stopped(begun, images):  # noqa: F811
    """A stop is no loss: weights and losses are the same, bit for bit."""
    whole, stopped = begun()[0], begun()[0]

    whole.go_on(None)
    stopped.go_on(rule(images, 0.0))
    assert stopped.stopped
    stopped.go_on(None)

    assert stopped.stopped is None
    assert stopped.curve == whole.curve
    pairs = zip(stopped.trainee.weights(), whole.trainee.weights(), strict=True)
    assert all(np.array_equal(ours, theirs) for ours, theirs in pairs)


def test_a_run_below_the_level_comes_to_its_end(begun, images):  # noqa: F811
    """It is told how good it was in the end."""
    run = begun()[0]

    run.go_on(rule(images, 1.1))

    assert (run.stopped, run.done) == (None, 100)
    assert run.latest.validation > 0.9


def test_weights_that_rest_only_in_the_first_epoch_are_no_dead_end(begun, images):  # noqa: F811
    """The next epoch has a rate, and optimizers, of its own."""
    run = begun(rates=(0.1, 0.1, 0.02))[0]
    for layer in run.trainee.network.layers:
        layer.optimizer = None

    run.go_on(rule(images, 1.1))

    assert (run.stopped, run.done) == (None, 150)


def test_a_network_that_is_never_updated_is_stopped(begun, images):  # noqa: F811
    """After the first tenth of the last epoch at which its weights are those of a tenth before."""
    run = begun()[0]
    run.trainee.set_rate = lambda rate: None
    for layer in run.trainee.network.layers:
        layer.optimizer = None

    run.go_on(rule(images, 1.1))

    assert (run.stopped, run.done) == ("unchanged", 60)


def test_a_loss_that_is_no_number_is_looked_into_at_once(begun, images):  # noqa: F811
    """In the first half too: where the weights are none either, the rest is left out."""
    run = begun()[0]
    for layer in run.trainee._trainable:
        layer.weights = np.full_like(layer.weights, np.nan)

    run.go_on(rule(images, 1.1))

    assert (run.stopped, run.done) == ("not finite", 5)
