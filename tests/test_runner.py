"""Specify how errands are spread over seats: one a thread, one a processor, all ended at the end."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError

import pytest

from grader.runner import Local, processors
from grader.seat import Stopped


class Chair:
    """Stands for a seat."""

    def __init__(self, cpu):
        self.cpu, self.thread = cpu, threading.get_ident()
        self.stopped, self.closed = threading.Event(), False

    def stop(self):
        """Wake whoever works at it."""
        self.stopped.set()

    def close(self):
        """Note that it was ended, and whether its thread was still there."""
        self.closed = True
        self.in_time = any(thread.ident == self.thread for thread in threading.enumerate())


@pytest.fixture
def chairs():
    """All chairs that were made."""
    return []


def runner(workers, chairs):
    """Return a runner whose seats are kept in *chairs*."""

    def make(cpu):
        chairs.append(Chair(cpu))
        return chairs[-1]

    return Local(workers, make)


def test_each_thread_has_its_own_seat(chairs):
    """An examiner ends with the thread that has started it, so no other thread may use it."""
    both = threading.Barrier(2)

    def sit(seat, wait):
        if wait:
            both.wait(10)
        return seat.thread == threading.get_ident()

    with runner(2, chairs) as local:
        waiting = [local.submit(sit, True) for _ in range(2)]
        later = [local.submit(sit, False) for _ in range(20)]

        assert all(future.result(10) for future in waiting + later)

    assert len(chairs) == 2
    assert all(chair.closed and chair.in_time for chair in chairs)


def test_side_by_side_each_keeps_to_a_processor(chairs):
    """As long as there are enough; a single one is left to the system."""
    both = threading.Barrier(2)

    with runner(2, chairs) as local:
        for future in [local.submit(lambda seat: both.wait(10)) for _ in range(2)]:
            future.result(10)
    with runner(1, chairs) as local:
        local.submit(lambda seat: None).result(10)

    assert {chairs[0].cpu, chairs[1].cpu} == set(processors()[:2])
    assert chairs[2].cpu is None


def test_seats_are_made_when_they_are_needed(chairs):
    """A second run over a class that is done starts no examiner."""
    with runner(2, chairs):
        pass

    assert chairs == []


def test_an_error_is_the_futures(chairs):
    """And the seat is as good as before."""
    with runner(1, chairs) as local:
        failed = local.submit(lambda seat: 1 / 0)
        fine = local.submit(lambda seat: 7)

        assert isinstance(failed.exception(10), ZeroDivisionError)
        assert fine.result(10) == 7


def test_it_can_be_stopped_at_once(chairs):
    """What runs is told, what waits is not begun, and no seat is left open."""
    begun = threading.Event()

    def work(seat):
        begun.set()
        seat.stopped.wait(20)
        raise Stopped("stopped")

    local = runner(1, chairs)
    running, waiting = local.submit(work), local.submit(work)
    begun.wait(10)
    local.shutdown(wait=False)

    assert isinstance(running.exception(10), Stopped)
    with pytest.raises(CancelledError):
        waiting.result(10)
    assert chairs[0].closed
