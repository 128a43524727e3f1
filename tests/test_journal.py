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
    "given, came, size_bytes",
    [
        ((), None, 205),
        ((1, 2.0, True), np.float64(3), 505),
        ((np.zeros((2, 3)), np.ones(3, np.float32)), np.ones(4), 405 + 48 + 12 + 32),
        ((object(),), Raised("StudentError"), 305),
        (("text", b"bytes"), "more", 405 + 13),
        (([1, [2.0]],), {"x": np.ones(4)}, 305 + 300 + 100 + 32),
        ((np.ma.ones(1),), (), 305 + 8),
    ],
    ids=["nothing", "numbers", "arrays", "objects", "texts", "containers", "an array's child"],
)
def test_an_exchange_takes_what_is_in_it(given, came, size_bytes):
    """A hundred bytes for each object, however deep, and those of arrays and texts."""
    kept = Journal()

    kept.add("calls", given, came)

    assert kept.size_bytes == size_bytes
    assert kept.exchanges[0].given is given or not given
    assert kept.exchanges[0].came is came


def test_a_journal_is_bounded():
    """Arrays, long lists and texts count; what comes after the bound is not kept, and the journal says so."""
    for large in (np.zeros(journal.MOST_BYTES // 8 + 1), [0] * 10**6, "x" * journal.MOST_BYTES):
        kept = Journal()
        kept.add("f", (), 1.0)
        kept.add("f", (large,), 1.0)
        kept.add("f", (), 2.0)

        assert [exchange.came for exchange in kept.exchanges] == [1.0]
        assert not kept.whole


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
