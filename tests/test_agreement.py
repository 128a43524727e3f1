"""Specify when two journals show the same behaviour."""

import numpy as np
import pytest

from grader.agreement import agree, alike
from grader.journal import Journal, Raised


def journal(*exchanges):
    """Return a journal of (call, given, came) or (call, given, came, inward)."""
    made = Journal()
    for call, given, came, *inward in exchanges:
        made.add(call, given, came, inward=bool(inward))
    return made


X = np.array([[1.0, -2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    "one, other, same",
    [
        (X, X * (1 + 1e-12), True),
        (X, X * (1 + 1e-7), False),
        (X.astype(np.float32), X * (1 + 1e-7), True),
        (X * (1 + 1e-7), X.astype(np.float32), False),
        (np.eye(2), np.eye(2, dtype=int), False),
        (np.eye(2, dtype=int), np.eye(2), True),
        (1.0, np.array([[1.0]]), True),
        (X, X.T, False),
        (X, X[:1], False),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf]), True),
        (np.array([np.nan, 1.0]), np.array([1.0, 1.0]), False),
        ([1, 2.0], (1.0, 2), True),
        ([1, 2], [1, 2, 3], False),
        ({"a": 1}, {"a": 1.0}, True),
        ("text", "text", True),
        ("text", "other", False),
        (None, 0.0, False),
        (Raised("NotDone"), Raised("StudentError", "ValueError"), False),
        (object(), object(), True),
    ],
)
def test_values_are_alike_up_to_rounding(one, other, same):
    """Of their own precision; shapes count, one entry is a number, objects are only compared by kind."""
    assert alike(one, other) is same


def test_the_same_answers_agree():
    """To the end."""
    assert agree(journal(("f", (X,), X)), journal(("f", (X,), X)))
    assert not agree(journal(("f", (X,), X)), journal(("f", (X,), -X)))
    assert not agree(journal(("f", (X,), X)), journal(("f", (X,), X), ("f", (X,), X)))


def test_where_questions_part_nothing_more_is_compared():
    """The check took another way after answers that differ by rounding."""
    assert agree(journal(("f", (1,), 1), ("f", (2,), 5)), journal(("f", (1,), 1), ("f", (3,), 7)))


def test_what_the_submission_asks_is_behaviour():
    """A call too many, too few or with other arguments is a difference."""
    one = journal(("forward", (X,), X, True), ("train", (1,), None))

    assert agree(one, journal(("forward", (X,), X, True), ("train", (1,), None)))
    assert not agree(one, journal(("forward", (-X,), X, True), ("train", (1,), None)))
    assert not agree(one, journal(("train", (1,), None)))
