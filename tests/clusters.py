"""Dask clusters for tests: a scheduler, workers as processes of this machine, and what they can be asked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from grader.errors import InternalFault
from grader.seat import Course, Stopped
from grader.workforce import Patience
from tests.assignments import write_assignment

PROJECT = Path(__file__).resolve().parents[1]
QUICK = Patience(connect_s=10, join_s=15, silent_s=4, errand_s=20, lost_s=2, empty_s=3)
SCHEDULER = ("-m", "dask", "scheduler", "--no-dashboard", "--no-show", "--idle-timeout", "300")
WORKER = ("-m", "dask", "worker", "--no-dashboard", "--nthreads", "1", "--memory-limit", "0")


class Machines:
    """
    Processes of one cluster; all of them end with the block.

    Args:
        folder: For their files.
        host: Where the scheduler listens.
        options: More of the scheduler's.
        inside: What to write before its command, such as ``("ip", "netns", "exec", "x")``.
    """

    def __init__(self, folder, host="127.0.0.1", options=(), inside=()):
        self.folder, self._started = folder, []
        command = (*SCHEDULER, "--host", host, "--port", "0", *self._file(), *options)
        self.scheduler = self.start(command, inside)
        self.address = until(self._address, 30)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()
        self.scheduler.kill()
        self.scheduler.wait()

    def _address(self):
        with suppress(FileNotFoundError, json.JSONDecodeError):  # not yet, or not yet whole
            return json.loads((self.folder / "scheduler.json").read_text())["address"]

    def _file(self):
        return "--scheduler-file", str(self.folder / "scheduler.json")

    def worker(self, *options, host="127.0.0.1", inside=(), path=PROJECT):
        """Start one more worker, which imports from *path*, and return its process."""
        more = ("--host", host, "--local-directory", str(self.folder), *options)
        return self.start((*WORKER, self.address, *more), inside, path)

    def start(self, command, inside=(), path=PROJECT):
        """Start a program of Python in a group of its own, which is killed at the end."""
        environ = os.environ | {"PYTHONPATH": str(path), "PYTHONWARNINGS": "ignore"}
        with (self.folder / f"{time.monotonic_ns()}.log").open("wb") as log:
            process = subprocess.Popen(
                [*inside, sys.executable, *command],
                stdout=log,
                stderr=log,
                env=environ,
                start_new_session=True,
                cwd=self.folder,
            )
        self._started.append(process)
        return process

    def end(self):
        """End all workers that were started so far, as a power cut does."""
        for process in self._started[1:]:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        del self._started[1:]

    def logs(self):
        """Return what all of them have written."""
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))


def until(true, limit_s=10.0):
    """Wait until *true* returns something true, and return that."""
    end_s = time.monotonic() + limit_s
    while not (found := true()):
        assert time.monotonic() < end_s, f"not within {limit_s:g} s"
        time.sleep(0.02)
    return found


def course(folder, **more):
    """Return the course of a tiny assignment, which is written into *folder*."""
    return Course(write_assignment(folder / "course", **more), b"a secret")


class StandIn:
    """A seat that does what a test asks; its examiner ends with the thread that has started it."""

    plan = ()

    def __init__(self, course):
        self.secret, self.folder = course.secret, course.assignment
        self.made_in = threading.get_ident()
        command = "import ctypes, time; ctypes.CDLL(None).prctl(1, 9); print(flush=True); time.sleep(600)"
        self.examiner = subprocess.Popen([sys.executable, "-c", command], stdout=subprocess.PIPE)
        self.examiner.stdout.readline()

    def stop(self):
        self.examiner.kill()

    def close(self):
        self.examiner.kill()
        self.examiner.communicate()


def unconfined(course):
    """Refuse to make a seat, as a machine without bubblewrap does."""
    raise InternalFault("bubblewrap is not to be had")


def double(seat, number, seconds=0.0):
    """Return twice *number*, after *seconds* or when the seat is stopped."""
    with suppress(subprocess.TimeoutExpired):
        seat.examiner.wait(seconds)
    return 2 * number


def where(seat, number=0):
    """Return who does an errand, by what."""
    return {
        "pid": os.getpid(),
        "thread": threading.get_ident(),
        "made_in": seat.made_in,
        "folder": str(seat.folder),
        "mode": seat.folder.stat().st_mode & 0o777,
        "files": sorted(path.name for path in seat.folder.rglob("*") if path.is_file()),
        "secret": seat.secret,
        "examiner": seat.examiner.pid,
        "alive": seat.examiner.poll() is None,
    }


def fall(seat):
    """End the worker as the kernel does where memory is short."""
    os.kill(os.getpid(), signal.SIGKILL)


def once(seat, mark, act):
    """Do *act* the first time, and tell how often this was begun."""
    with Path(mark).open("a") as times:
        times.write("x")
    if Path(mark).read_text() == "x":
        act(seat)
    return Path(mark).read_text()


def hang(seat):
    """Stop the worker, as a machine without air does."""
    os.kill(os.getpid(), signal.SIGSTOP)


def linger(seat):
    """Take too long."""
    double(seat, 0, 60)


def give_up(seat):
    """Go on until the seat is stopped, and then as a seat does."""
    seat.examiner.wait()
    raise Stopped("the examination was stopped")


def fail(seat):
    """Fail as a seat does."""
    raise InternalFault("the examiner ended before it had a plan")


def crash(seat):
    """Fail as nothing should."""
    raise ZeroDivisionError("division by zero")
