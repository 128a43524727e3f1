"""Specify who counts as there in a cluster, and the order in which errands are done again."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future, wait

import pytest

from grader.workforce import ClusterLost, Presence, Ticket


def facts(last_seen, status="running"):
    """Return what a scheduler says of a worker."""
    return {"last_seen": last_seen, "status": status}


def test_a_worker_is_there_as_long_as_its_heartbeat_changes():
    """However wrong the scheduler's clock is."""
    presence = Presence(silent_s=10)

    there = [presence.look({"a": facts(5e9 + now_s)}, now_s) for now_s in (0.0, 9.0, 18.0, 27.0)]

    assert there == [{"a"}] * 4


def test_a_worker_that_falls_silent_is_gone_until_it_speaks():
    """Its scheduler may go on listing it for minutes."""
    presence = Presence(silent_s=10)

    there = [
        presence.look({"a": facts(seen)}, now_s)
        for seen, now_s in ((1.0, 0.0), (1.0, 9.9), (1.0, 10.0), (1.0, 60.0), (2.0, 61.0))
    ]

    assert there == [{"a"}, {"a"}, set(), set(), {"a"}]


def test_a_worker_that_its_scheduler_has_dropped_is_gone():
    """At the next look."""
    presence = Presence(silent_s=10)

    assert presence.look({"a": facts(1.0), "b": facts(1.0)}, 0.0) == {"a", "b"}
    assert presence.look({"b": facts(1.0)}, 0.5) == {"b"}


def test_a_worker_that_comes_back_is_heard_anew():
    """What was heard of one that has gone does not make the next at its address silent."""
    presence = Presence(silent_s=10)
    presence.look({"a": facts(1.0)}, 0.0)
    presence.look({}, 5.0)

    assert presence.look({"a": facts(1.0)}, 12.0) == {"a"}


@pytest.mark.parametrize(
    "status, there, leaving",
    [
        ("running", {"a"}, set()),
        ("paused", {"a"}, set()),
        ("closing_gracefully", set(), {"a"}),
        ("closing", set(), {"a"}),
        ("init", set(), set()),
    ],
)
def test_a_worker_that_is_told_to_go_gets_nothing_more(status, there, leaving):
    """It is remembered as leaving, so that its errand is not blamed."""
    presence = Presence(silent_s=10)

    assert presence.look({"a": facts(1.0, status)}, 0.0) == there
    assert presence.leaving == leaving
    presence.look({}, 1.0)
    assert presence.leaving == leaving


def test_errands_that_have_lost_a_worker_wait_behind_all_others():
    """One that kills its workers must not kill them all before the others are done."""
    suspect, later = Ticket(1, 0, b"", Future()), Ticket(0, 9, b"", Future())

    assert sorted([suspect, later]) == [later, suspect]


def test_what_was_cancelled_does_not_begin():
    """A future that was cancelled while it waited."""
    ticket = Ticket(0, 0, b"", Future())
    ticket.future.cancel()

    assert ticket.begin() is False


def test_what_has_begun_begins_again_elsewhere():
    """The future of an errand that has lost its worker goes on running."""
    ticket = Ticket(0, 0, b"", Future())

    assert ticket.begin()
    assert ticket.begin()
    assert ticket.future.running()


@pytest.mark.parametrize("begun", [False, True])
def test_what_is_given_up_is_cancelled(begun):
    """Whether it only waited or waits again; its future is done either way."""
    ticket = Ticket(0, 0, b"", Future())
    if begun:
        ticket.begin()

    ticket.give_up()

    assert ticket.future.done()
    with pytest.raises(CancelledError):
        ticket.future.result()


@pytest.mark.parametrize("begun", [False, True])
def test_what_nobody_is_left_to_do_ends_with_the_reason(begun):
    """Rather than as if somebody had cancelled it."""
    ticket = Ticket(0, 0, b"", Future())
    if begun:
        ticket.begin()

    ticket.give_up(ClusterLost("gone"))

    with pytest.raises(ClusterLost, match="gone"):
        ticket.future.result()


def test_whoever_waits_for_what_was_cancelled_hears_of_it():
    """`wait` of the standard library is told only by whoever takes the errand."""
    ticket = Ticket(0, 0, b"", Future())
    ticket.future.cancel()

    ticket.give_up()

    assert wait([ticket.future], 0).done


def test_what_is_done_stays_as_it_is():
    """A result that has come is not taken back."""
    ticket = Ticket(0, 0, b"", Future())
    ticket.begin()
    ticket.future.set_result(1)

    ticket.give_up(ClusterLost("gone"))

    assert ticket.future.result() == 1
