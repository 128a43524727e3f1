"""Specify what a journal keeps of a check."""

import numpy as np
import pytest

from grader import journal
from grader.journal import Exchange, Journal, Raised, handed_over


def test_exchanges_are_kept_in_order():
    """Each with what was handed over, what came back and who asked."""
    kept = Journal()
    kept.add("layers.ReLU", (), "object")
    kept.add("Halving.calculate_update", [1.0, 2.0], 0.0, inward=True)

    assert kept.exchanges == [
        Exchange("layers.ReLU", (), "object"),
        Exchange("Halving.calculate_update", (1.0, 2.0), 0.0, inward=True),
    ]
    assert kept.whole


@pytest.mark.parametrize(
    "operation",
    [
        ["call", "target", "forward", [np.zeros((2, 3)), 1.5, None], {}],
        ["call", "target", "forward", [[1, 2], "text"], {}],
        ["call", "target", None, [1], {"x": np.ones(4)}],
        ["set", "target", "weights", np.ones(3, np.float32)],
        ["set", "target", "weights", "text"],
        ["get", "target", "weights"],
        ["operator", "+", 1.0, np.ones(2)],
    ],
)
@pytest.mark.parametrize("came", [1, None, np.ones((3, 4)), "text", [1, [2.0]], Raised("StudentError")])
def test_an_operation_is_noted_as_what_it_hands_over_is_added(operation, came):
    """The same exchange, of the same size, in the same order."""
    noted, added = Journal(), Journal()

    for kept in (noted, added):
        kept.add("first", (), 1.0, inward=True)
    noted.note("layers.ReLU.forward", operation, came)
    added.add("layers.ReLU.forward", handed_over(operation), came)
    for kept in (noted, added):
        kept.add("last", (), 1.0)

    assert str(noted.exchanges) == str(added.exchanges)
    assert noted.size_bytes == added.size_bytes
    assert noted.exchanges[1].came is came


def test_a_journal_is_bounded():
    """Arrays, long lists and texts count; what comes after the bound is not kept, and the journal says so."""
    for large in (np.zeros(journal.MOST_BYTES // 8 + 1), [0] * 10**6, "x" * journal.MOST_BYTES):
        kept = Journal()
        kept.add("f", (), 1.0)
        kept.add("f", (large,), 1.0)
        kept.add("f", (), 2.0)

        assert [exchange.came for exchange in kept.exchanges] == [1.0]
        assert not kept.whole

    noted = Journal()
    for size in (1, journal.MOST_BYTES // 8 + 1, 1):
        noted.note("f", ["set", "target", "weights", np.zeros(size)], 1.0)

    assert [len(exchange.given[0]) for exchange in noted.exchanges] == [1]
    assert not noted.whole


def test_what_was_asked_ahead_is_forgotten():
    """A journal ends with the exchange that gave a value; of what nothing gave it takes no notice."""
    journal, wrong = Journal(), np.zeros(2)
    for call, came in (("forward", np.ones(2)), ("backward", wrong), ("forward", np.ones(2))):
        journal.add(call, (), came)

    journal.end_with(np.zeros(2))
    whole = len(journal.exchanges)
    journal.end_with(wrong)

    assert whole == 3
    assert [exchange.call for exchange in journal.exchanges] == ["forward", "backward"]


def test_the_current_journal_is_that_of_the_block():
    """Outside there is an empty one."""
    mine = Journal()
    with journal.kept(mine):
        assert journal.current() is mine

    assert journal.current() is not mine
    assert journal.current().exchanges == []


def test_what_an_operation_hands_over():
    """Arguments by position and name, a value that is set, nothing for a value that is read."""
    assert handed_over(["call", "target", "forward", [1, 2], {"x": 3}]) == (1, 2, 3)
    assert handed_over(["set", "target", "weights", 4]) == (4,)
    assert handed_over(["get", "target", "weights"]) == ()
    assert handed_over(["operator", "+", 1, 2]) == ("+", 1, 2)
    assert Raised("StudentError", "ValueError") == Raised("StudentError", "ValueError")
