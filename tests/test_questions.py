"""Specify how networks are asked about the test images; test_training.py has them trained."""

from __future__ import annotations

import numpy as np
import pytest

from grader.errors import CheckFailed
from grader.questions import Questions, is_own
from grader.trainee import Trainee
from tests.test_training import network, run

WEIGHTS = [np.random.default_rng(0).uniform(-1, 1, shape) for shape in ((5, 3), (4, 2))]
INPUTS = np.random.default_rng(1).standard_normal((50, 4))
IN_PLACE = network(
    "    def test(self, x):\n        y = super().test(x)\n        x *= -1.0\n        return y\n"
)


def questions():
    """Return fifty questions; all labels are 1."""
    return Questions(np.arange(50), np.ones(50, dtype=int), INPUTS)


def asked(student, times):
    """Return the answers of so many networks with the same weights, and what the weights themselves say."""
    asking, trainees = questions(), [Trainee(student, WEIGHTS, 0.1) for _ in range(times)]
    own = asking.own_scores(trainees[0], WEIGHTS)
    return [asking.answers(trainee, own) for trainee in trainees], own, asking


def test_the_images_travel_once():
    """However many runs there are, the worker gets the test images with the first question only."""
    sizes = []

    def remember(student):
        transport, exchange = student._session.transport, student._session.transport.exchange
        transport.exchange = lambda request, *rest: sizes.append(len(request)) or exchange(request, *rest)
        asked(student, 3)

    run({}, remember)

    assert sum(size >= INPUTS.nbytes for size in sizes) == 1


def test_a_network_that_writes_into_its_input_spoils_no_other_run():
    """Each run is judged by images that nobody has changed."""
    answers, own, _ = run(IN_PLACE, asked, 3)

    for given in answers:
        assert np.array_equal(given.predicted.argmax(axis=1), own.argmax(axis=1))


def test_weights_of_another_shape_have_no_accuracy():
    """What is wrong with them is kept, and raised where the answers would earn points."""

    def wrong(student):
        asking = questions()
        own = asking.own_scores(Trainee(student, WEIGHTS, 0.1), [WEIGHTS[0].T, WEIGHTS[1]])
        return own, asking.accuracy(own), asking.answers(Trainee(student, WEIGHTS, 0.1), own)

    own, accuracy, given = run({}, wrong)

    assert accuracy == 0.0
    assert not is_own(own, given, floor=1.0)
    with pytest.raises(CheckFailed, match="must have the shape"):
        is_own(own, given, floor=0.0)
