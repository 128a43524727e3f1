"""Specify when a training is stopped; test_training.py specifies what becomes of a stop."""

from __future__ import annotations

import numpy as np
import pytest

from grader.earlystop import Rule, fraction_right, scores

IMAGES = np.eye(4, dtype=np.float32)
LABELS = np.arange(4)


def rule(level=0.75, floor=0.5):
    """Return a rule over four images, one per class."""
    return Rule(IMAGES, LABELS, level, floor)


def knowing(right):
    """Return the weights of one layer that gets so many of the four images right."""
    weights = np.zeros((5, 4))
    weights[:4] = np.roll(np.eye(4), 1, axis=1)
    weights[:right] = np.eye(4)[:right]
    return [weights]


@pytest.mark.parametrize("right, reason", [(2, None), (3, "reached"), (4, "reached")])
def test_a_run_has_learnt_enough_at_the_level(right, reason):
    """What counts is the fraction of the validation images that the weights get right."""
    look = rule().look(knowing(right), None)

    assert (look.validation, look.reason) == (right / 4, reason)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_weights_without_a_number_are_a_dead_end(value):
    """They are of no class, and no step makes numbers of them."""
    look = rule(level=0.0).look([np.full((5, 4), value)], None)

    assert (look.validation, look.reason) == (0.0, "not finite")


def test_some_weights_that_are_no_numbers_may_be_overcome():
    """As long as there is a number left, nothing is certain; an answer with a NaN is wrong."""
    weights = knowing(4)
    weights[0][0, 0] = np.nan

    look = rule(level=1.0).look(weights, None)

    assert (look.validation < 1.0, look.reason) == (True, None)


def test_weights_that_stay_the_same_are_a_dead_end():
    """All of them, that is: a layer may rest while others learn."""
    first, other = knowing(1)[0], knowing(2)[0]

    assert rule().look([first], [first.copy()]).reason == "unchanged"
    assert rule().look([first], [other]).reason is None


def test_huge_weights_raise_no_warning():
    """What a submission keeps as weights may be beyond single precision."""
    assert rule().look([np.full((5, 4), 1e300)], None).reason is None


@pytest.mark.parametrize(
    "accuracies, runs, slack, nothing",
    [
        ([0.1], 3, 0.05, False),
        ([0.1, 0.1], 3, 0.05, True),
        ([0.2, 0.2], 3, 0.05, True),
        ([0.25, 0.25], 3, 0.05, False),
        ([0.25, 0.25], 3, 0.0, True),
        ([0.4], 1, 0.05, True),
        ([1.0], 2, 0.05, False),
        ([0.0], 2, 0.0, True),
    ],
)
def test_nothing_is_left_where_perfect_runs_would_not_help(accuracies, runs, slack, nothing):
    """The floor of 0.5 earns nothing; each run so far might be better by the slack."""
    assert rule().nothing_left(accuracies, runs, slack) == nothing


def test_scores_are_those_of_layers_with_relu():
    """Between layers, not after the last; the bias is the last row."""
    first, second = np.array([[1.0, -1.0], [0.0, 0.0]]), np.array([[1.0], [10.0], [0.5]])

    assert scores([first, second], np.array([[2.0], [-3.0]])).tolist() == [[2.5], [30.5]]
    assert scores([first], np.array([[2.0]])).tolist() == [[2.0, -2.0]]


def test_a_row_with_a_nan_is_wrong():
    """Whatever stands elsewhere in it, as in the score of the test images."""
    assert fraction_right(np.array([[1.0, 0.0], [np.nan, 0.0]]), np.array([0, 0])) == 0.5
