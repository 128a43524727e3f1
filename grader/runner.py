"""
Have errands done side by side on this machine, behind the interface of an executor of the standard library.

Each worker is a thread with a seat of its own, whose examiner is started by it and ends with it.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from typing import Any

from grader.errand import Errand
from grader.findings import Findings
from grader.seat import Seat

MakeSeat = Callable[[int | None], Seat]


def examine(seat: Seat, errand: Errand) -> Findings:
    """Have *errand* done at *seat*: what a runner is asked for."""
    return seat.examine(errand)


class Local(Executor):
    """
    Seats on this machine, one to a processor as long as there are enough.

    Args:
        workers: How many seats.
        make_seat: Makes one that keeps to a processor.
    """

    def __init__(self, workers: int, make_seat: MakeSeat) -> None:
        self._make_seat = make_seat
        self._cpus = itertools.cycle(processors() if workers > 1 else [None])
        self._own = threading.local()
        self._seats: list[Seat] = []
        self._lock = threading.Lock()
        self._submitted: set[Future[Any]] = set()
        self._stopped = False
        self._threads = ThreadPoolExecutor(workers, "grader-seat")

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call ``fn(seat, *args, **kwargs)`` as soon as a seat is free."""
        with self._lock:
            future = self._threads.submit(self._at_own_seat, fn, args, kwargs)
            self._submitted.add(future)
        future.add_done_callback(self._forget)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """
        Take no more errands; end the examiners when the last one is done.

        Args:
            wait: Let what runs come to its end; otherwise it is given up at once, by `Stopped`.
            cancel_futures: Do not begin those that wait.
        """
        if not wait:
            with self._lock:
                self._stopped = True
                for seat in self._seats:
                    seat.stop()
        with self._lock:
            left = list(self._submitted)
        if cancel_futures or not wait:
            for future in left:
                future.cancel()
        wait_for(left)
        for seat in self._seats:  # before their threads end, and they with those without a word
            seat.close()
        self._threads.shutdown(cancel_futures=True)

    def _forget(self, future: Future[Any]) -> None:
        with self._lock:
            self._submitted.discard(future)

    def _at_own_seat(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return fn(self._seat(), *args, **kwargs)

    def _seat(self) -> Seat:
        """Return the seat of this thread."""
        found: Seat | None = getattr(self._own, "seat", None)
        if found is None:
            with self._lock:
                found = self._own.seat = self._make_seat(next(self._cpus))
                self._seats.append(found)
                if self._stopped:
                    found.stop()
        return found


def processors() -> list[int]:
    """Return the numbers of the processors that this process may use."""
    getaffinity = getattr(os, "sched_getaffinity", None)
    return sorted(getaffinity(0)) if getaffinity else list(range(os.cpu_count() or 1))
