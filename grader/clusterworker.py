"""
Examine errands in a worker of a Dask cluster: warm seats, one thread that owns them, one errand at a time.

Imported where distributed is; the other end of the connection is `grader.cluster`.
"""

from __future__ import annotations

import asyncio
import functools
import os
import pickle
import platform
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

import distributed
import numpy as np
from distributed.diagnostics.plugin import WorkerPlugin

import grader
from grader.errors import GraderError, InternalFault
from grader.records import PlannedCheck
from grader.seat import Course
from grader.seeds import framed_sha256
from grader.shipment import Parcel, lay_out

MakeSeat = Callable[[Course], Any]
_NAME = "grader-desk"
_CLOSE_S = 10.0


class Moved(Exception):
    """The seat that an errand was sent to is no longer there: its process was replaced by another."""


@dataclass(frozen=True)
class Edition:
    """
    What must be equal everywhere for verdicts to be equal.

    Args:
        grader, python, numpy, distributed: Versions.
        source: Twelve digits of the SHA-256 of the grader's own files.
    """

    grader: str
    source: str
    python: str
    numpy: str
    distributed: str

    def unlike(self, other: Edition) -> str:
        """Say in what *other* differs from this, or nothing."""
        for word in ("python", "numpy", "distributed", "grader"):
            here, there = getattr(self, word), getattr(other, word)
            if here != there:
                return f"{word} {there}, here {here}"
        if self.source != other.source:
            return f"grader {other.grader} with other source files ({other.source}, here {self.source})"
        return ""


@dataclass(frozen=True)
class Place:
    """
    A seat that was made ready.

    Args:
        token: Of this seat and no other, so that none made in its place is taken for it.
        plan: The checks of the assignment.
        threads: Of the Dask worker; more than one bring nothing.
    """

    token: str
    plan: Sequence[PlannedCheck]
    threads: int


@dataclass(frozen=True)
class Delivery:
    """
    What makes a seat.

    Args:
        parcel: The assignment.
        course: Against what submissions are examined, in whatever folder the assignment will be laid out.
        make_seat: Called with the course in that folder.
    """

    parcel: Parcel
    course: Course
    make_seat: MakeSeat


@functools.cache
def edition() -> Edition:
    """Return the edition of this process."""
    folder = Path(__file__).parent
    files = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*.py"))
    source = framed_sha256(part for name, path in files for part in (os.fsencode(name), path.read_bytes()))
    python = platform.python_version()
    return Edition(grader.__version__, source.hex()[:12], python, np.__version__, version("distributed"))


class Desk(WorkerPlugin):
    """
    The seats of one worker process, each known by the key of the task that has made it.

    All of them are made, used and closed by one thread, which lives as long as the worker: an examiner
    ends with the thread that has started it, and Dask's own threads come and go. A seat is closed when
    the scheduler forgets its key, as it does when the coordinator has gone, however it went.
    """

    def __init__(self) -> None:
        self._thread: Executor = ThreadPoolExecutor(1, "grader-seat")
        self._seats: dict[str, tuple[str, Any, Path]] = {}
        self._folder: str | None = None
        self._threads = 1

    def setup(self, worker: distributed.Worker) -> None:
        """Remember where this worker keeps its files; Dask clears that away even after a kill."""
        self._folder = worker.local_directory
        self._threads = worker.state.nthreads

    def transition(self, key: Any, start: str, finish: str, **_: Any) -> None:  # noqa: ARG002  Dask's
        """Close a seat whose key was forgotten; nobody waits for what is being done there."""
        if finish in {"released", "forgotten"} and key in self._seats:
            self._seats[key][1].stop()
            with suppress(RuntimeError):  # the worker is closing, and the seat with it
                self._thread.submit(self._close, str(key))

    async def teardown(self, worker: distributed.Worker) -> None:  # noqa: ARG002  Dask's
        """Close all seats, without waiting for ever."""
        for _, seat, _ in list(self._seats.values()):
            seat.stop()
        closing = asyncio.get_running_loop().run_in_executor(None, self._close_all)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(closing), _CLOSE_S)

    def open(self, key: str, delivery: Delivery) -> Place:
        """Make the seat of *key*; blocks until it is warm."""
        return self._thread.submit(self._open, key, delivery).result()

    def examine(self, key: str, token: str, call: Callable[[Any], Any]) -> Any:
        """Return what *call* returns of the seat of *key*."""
        return self._thread.submit(self._examine, key, token, call).result()

    def _open(self, key: str, delivery: Delivery) -> Place:
        self._close(key)
        folder = Path(tempfile.mkdtemp(prefix="grader-", dir=self._folder))  # mode 0700
        with ExitStack() as undo:
            undo.callback(shutil.rmtree, folder, ignore_errors=True)
            lay_out(delivery.parcel, folder)
            seat = delivery.make_seat(replace(delivery.course, assignment=folder))
            undo.callback(seat.close)
            plan = seat.plan
            undo.pop_all()
        self._seats[key] = (uuid4().hex, seat, folder)
        return Place(self._seats[key][0], plan, self._threads)

    def _examine(self, key: str, token: str, call: Callable[[Any], Any]) -> Any:
        found, seat, _ = self._seats.get(key, ("", None, None))
        if found != token:
            raise Moved
        return call(seat)

    def _close(self, key: str) -> None:
        if key in self._seats:
            _, seat, folder = self._seats.pop(key)
            try:
                seat.close()
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def _close_all(self) -> None:
        with suppress(RuntimeError):  # closed before
            for key in list(self._seats):
                self._thread.submit(self._close, key)
        self._thread.shutdown()


def open_seat(key: str, packed: bytes) -> Place:
    """
    Make a seat in the worker that runs this task, and describe it.

    Args:
        key: Of this task; when the scheduler forgets it the seat is closed.
        packed: The `Delivery`, pickled: the scheduler hands it on without looking into it.

    Raises:
        GraderError: The seat's own fault, such as a level of isolation that this machine does not offer.
    """
    delivery = pickle.loads(packed)  # noqa: S301  from the coordinator
    place: Place = _told(lambda: _desk().open(key, delivery))
    return place


def examine(key: str, token: str, packed: bytes) -> Any:
    """
    Run an errand at the seat of *key* and return what it found.

    Args:
        key: Of the seat.
        token: Of the seat as it was when it was opened.
        packed: A function of the seat, pickled.

    Raises:
        Moved: That seat is gone.
        GraderError: What the seat raised.
    """
    call = pickle.loads(packed)  # noqa: S301  from the coordinator
    return _told(lambda: _desk().examine(key, token, call))


def _desk() -> Desk:
    """Return the desk of this worker, making it at first use."""
    worker = distributed.get_worker()

    async def found() -> None:
        if _NAME not in worker.plugins:
            await worker.plugin_add(Desk(), _NAME)

    asyncio.run_coroutine_threadsafe(found(), worker.loop.asyncio_loop).result()  # type: ignore[attr-defined]
    desk = worker.plugins[_NAME]
    assert isinstance(desk, Desk)
    return desk


def _told(act: Callable[[], Any]) -> Any:
    """Turn what no coordinator could read, such as a fault of a library, into an `InternalFault`."""
    try:
        return act()
    except (GraderError, Moved):
        raise
    except Exception as error:  # noqa: BLE001  its class may be one that only this machine has
        raise InternalFault(f"{type(error).__name__}: {error}") from None
