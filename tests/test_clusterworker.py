"""Specify the desk of a cluster's worker: its seats, its thread, what is left of them."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from types import SimpleNamespace

import pytest

from grader.clusterworker import Delivery, Desk, Edition, Moved, edition
from grader.errors import InternalFault
from grader.seat import Course
from grader.shipment import pack
from tests.assignments import write_assignment

KEY = "grader-seat-1"


class Quiet:
    """A seat that tells what was done to it."""

    made: list[Quiet]

    def __init__(self, course):
        self.course, self.thread, self.done = course, threading.get_ident(), []
        self.made.append(self)

    @property
    def plan(self):
        self.done.append("plan")
        return ("calc/double",)

    def stop(self):
        self.done.append("stop")

    def close(self):
        self.done.append("close")


@pytest.fixture
def seats(monkeypatch):
    """All seats that were made."""
    made = []
    monkeypatch.setattr(Quiet, "made", made, raising=False)
    return made


@pytest.fixture
def desk(tmp_path, seats):
    """The desk of a worker with one thread, which keeps its files in a folder of its own."""
    (tmp_path / "local").mkdir()
    found = Desk()
    found.setup(SimpleNamespace(local_directory=str(tmp_path / "local"), state=SimpleNamespace(nthreads=1)))
    yield found
    asyncio.run(found.teardown(None))


@pytest.fixture
def delivery(tmp_path):
    """A tiny assignment for quiet seats."""
    assignment = write_assignment(tmp_path / "course")
    return Delivery(pack(assignment), Course(assignment, b"a secret", "embedded"), Quiet)


def wait_for(desk):
    """Wait until the desk's thread has done what it was told."""
    desk._thread.submit(int).result()


def test_a_seat_is_made_of_the_course_in_a_folder_of_its_own(desk, delivery, seats):
    """With the same secret and data set; only the folder is another."""
    place = desk.open(KEY, delivery)

    (seat,) = seats
    assert place.plan == ("calc/double",)
    assert replace(seat.course, assignment=delivery.course.assignment) == delivery.course
    assert (seat.course.assignment / "config.yaml").is_file()
    assert seat.course.assignment.stat().st_mode & 0o777 == 0o700


def test_one_thread_makes_and_uses_all_seats(desk, delivery, seats):
    """So that errands never run beside each other, and no examiner ends with a thread of Dask's."""
    place = desk.open(KEY, delivery)

    found = {desk.examine(KEY, place.token, lambda seat: threading.get_ident()) for _ in range(5)}

    assert found == {seats[0].thread}
    assert found != {threading.get_ident()}


def test_a_seat_made_in_the_place_of_another_is_not_taken_for_it(desk, delivery):
    """A worker that was restarted must not do again, unnoticed, what has ended it."""
    first = desk.open(KEY, delivery)
    second = desk.open(KEY, delivery)

    assert desk.examine(KEY, second.token, lambda seat: 1) == 1
    with pytest.raises(Moved):
        desk.examine(KEY, first.token, lambda seat: 1)
    with pytest.raises(Moved):
        desk.examine("grader-seat-2", second.token, lambda seat: 1)


@pytest.mark.parametrize("finish", ["released", "forgotten"])
def test_a_seat_whose_key_is_forgotten_is_closed(desk, delivery, seats, finish):
    """What it is doing is given up, since nobody waits for it, and the assignment is removed."""
    desk.open(KEY, delivery)

    desk.transition(KEY, "memory", finish, stimulus_id="any")
    wait_for(desk)

    assert seats[0].done == ["plan", "stop", "close"]
    assert not seats[0].course.assignment.exists()


def test_other_keys_and_other_transitions_close_nothing(desk, delivery, seats):
    """Neither the end of an errand nor the beginning of the seat's own task."""
    desk.open(KEY, delivery)

    desk.transition("grader-errand-1", "memory", "released")
    desk.transition(KEY, "executing", "memory")
    wait_for(desk)

    assert seats[0].done == ["plan"]


def test_a_worker_that_closes_closes_its_seats(desk, delivery, seats):
    """All of them, running or not, with their folders; more than once does no harm."""
    desk.open(KEY, delivery)
    desk.open("grader-seat-2", delivery)

    for _ in range(2):
        asyncio.run(desk.teardown(None))

    assert [seat.done[-2:] for seat in seats] == [["stop", "close"]] * 2
    assert not any(seat.course.assignment.exists() for seat in seats)


def test_a_seat_that_cannot_be_made_leaves_no_folder(desk, delivery, tmp_path):
    """What it raised is raised."""

    def refuse(course):
        raise InternalFault("no bubblewrap")

    with pytest.raises(InternalFault, match="no bubblewrap"):
        desk.open(KEY, replace(delivery, make_seat=refuse))

    assert list((tmp_path / "local").iterdir()) == []


def test_a_seat_that_cannot_start_is_closed(desk, delivery, seats, monkeypatch, tmp_path):
    """Its examiner may be half there."""
    monkeypatch.setattr(Quiet, "plan", property(lambda seat: 1 / 0))

    with pytest.raises(ZeroDivisionError):
        desk.open(KEY, delivery)

    assert seats[0].done == ["close"]
    assert list((tmp_path / "local").iterdir()) == []


HERE = Edition("1.0", "0123456789ab", "3.11.7", "2.2.0", "2026.8.0")


@pytest.mark.parametrize(
    "changes, told",
    [
        ({}, ""),
        ({"python": "3.12.1"}, "python 3.12.1, here 3.11.7"),
        ({"numpy": "2.1.0", "source": "x"}, "numpy 2.1.0, here 2.2.0"),
        ({"distributed": "2025.1.0"}, "distributed 2025.1.0, here 2026.8.0"),
        ({"grader": "1.1", "source": "x"}, "grader 1.1, here 1.0"),
        ({"source": "cba9"}, "grader 1.0 with other source files (cba9, here 0123456789ab)"),
    ],
)
def test_what_differs_is_named(changes, told):
    """The first difference, with both versions."""
    assert HERE.unlike(replace(HERE, **changes)) == told


def test_the_edition_is_that_of_this_grader():
    """And does not change while it runs."""
    assert edition().unlike(edition()) == ""
    assert len(edition().source) == 12
