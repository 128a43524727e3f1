"""
Grade submissions one by one in processes that run side by side, and look at what each grading leaves.

Each process inherits whatever orphans its gradings leave. Knows nothing of what is expected.
"""

from __future__ import annotations

import ctypes
import json
import multiprocessing
import os
import shutil
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from grader import grading
from grader.confinement import Level
from grader.errors import InternalFault, UsageError
from grader.records import Audience
from grader.render import render
from grader.schema import to_json
from tests.hostile import traces, warm
from tests.hostile.yard import CANARIES, NUMBERS, Yard

LANES = 3  # two cores: one attack in three waits for a limit
HANG_S = 90
_PAUSE_S = 5.0
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of <sys/prctl.h>
_FORK = multiprocessing.get_context("fork")


def grade(yard: Yard, name: str, level: str, assignment: str = "small") -> dict[str, Any]:
    """
    Grade the submission *name* and return what came of it.

    Returns:
        `report` as staff and `student` as students read it, or `refused`, `internal` or `broken` with a
        text; `leaked` names of canaries by audience; `left` what is there that was not before.
    """
    note = yard.folder / "submissions" / f"{name}.path"
    submission = Path(os.fsdecode(note.read_bytes())) if note.exists() else yard.submission(name)
    folder = Path(tempfile.mkdtemp(prefix="tmp-", dir=yard.folder))
    folder.chmod(0o711)  # as /tmp itself, what is within can be used but not found
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    open_before, mounts = traces.descriptors(), Path("/proc/self/mountinfo").read_text()
    bait = traces.files([yard.folder / "home", yard.folder / "assignments"])
    started_s = time.time()
    result = _graded(yard, yard.assignment(assignment), submission, level)
    result["start_s"], result["end_s"] = started_s, time.time()
    left = traces.kill_children()
    left += [f"file left: {path.relative_to(folder)}" for path in sorted(folder.rglob("*"))]
    if traces.descriptors() > open_before:
        left.append(f"{traces.descriptors() - open_before} descriptors left")
    if Path("/proc/self/mountinfo").read_text() != mounts:
        left.append("mount left or gone: mounts changed")
    if (now := traces.files([yard.folder / "home", yard.folder / "assignments"])) != bait:
        left += [f"file changed: {line}" for line in sorted(set(bait) ^ set(now))]
    shutil.rmtree(folder, ignore_errors=True)
    return result | {"left": left}


def _graded(yard: Yard, assignment: Path, submission: Path, level: str) -> dict[str, Any]:
    request = grading.Request(assignment, submission, isolation=Level(level))
    signal.signal(signal.SIGALRM, _hang)
    signal.alarm(HANG_S)
    try:
        report = grading.grade(request, lambda event, total: None)
    except UsageError as error:
        return {"refused": str(error)}
    except InternalFault as error:
        return {"internal": str(error)}
    except Exception:  # noqa: BLE001  whatever it is, it is a finding
        return {"broken": traceback.format_exc()}
    finally:
        signal.alarm(0)
    staff, student = to_json(report), to_json(render(report, Audience.STUDENT))
    leaked = {
        "staff": [name for name in CANARIES if yard.canaries[name] in staff],
        "student": [name for name in (*CANARIES, *NUMBERS) if yard.canaries[name] in student],
    }
    return {"report": json.loads(staff), "student": json.loads(student), "leaked": leaked}


def _hang(*_: object) -> None:
    raise TimeoutError(f"the grading still ran after {HANG_S} s")


def _lane(yard: Yard, pipe: Connection) -> None:
    """Grade what comes through *pipe* until None does."""
    warm.install()
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    while job := pipe.recv():
        pipe.send(grade(yard, *job))


def neighbour(yard: Yard, pipe: Connection, level: str) -> None:
    """Grade right submissions one after the other until *pipe* says stop."""
    warm.install()
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    while True:
        result = grade(yard, "neighbour", level)
        left = [text for text in result["left"] if not text.startswith("file changed")]  # by somebody else
        score = {"score": result.get("report", {}).get("score")}
        pipe.send({**result, "report": score, "student": None, "left": left})
        if pipe.poll(_PAUSE_S):
            return


class Lanes:
    """Processes that grade side by side; one that an attack ends is replaced, and that is its result."""

    def __init__(self, yard: Yard) -> None:
        self._yard = yard
        self._idle: list[tuple[Any, Connection]] = []

    def run(self, jobs: list[tuple[str, str, str]]) -> Iterator[tuple[tuple[str, str, str], dict[str, Any]]]:
        """Yield each of *jobs*, (name, level, assignment), with what came of it."""
        waiting, busy = list(reversed(jobs)), {}
        while waiting or busy:
            while waiting and len(busy) < LANES:
                process, pipe = self._idle.pop() if self._idle else start(_lane, self._yard)
                job = waiting.pop()
                pipe.send(job)
                busy[pipe] = (process, job)
            for pipe in wait(list(busy)):
                process, job = busy.pop(pipe)
                try:
                    result = pipe.recv()
                    self._idle.append((process, pipe))
                except (EOFError, OSError):
                    process.join(5)
                    result = {
                        "lost": f"the grader's own process ended with code {process.exitcode}",
                        "left": [],
                    }
                yield job, result

    def close(self) -> None:
        """End the idle processes."""
        for process, pipe in self._idle:
            pipe.send(None)
            process.join(5)
        self._idle.clear()


def start(target: Callable[..., None], yard: Yard, *arguments: object) -> tuple[Any, Connection]:
    """Start *target* in a process of its own; return it and the pipe to it."""
    ours, theirs = _FORK.Pipe()

    def run() -> None:
        ours.close()
        target(yard, theirs, *arguments)

    process = _FORK.Process(target=run, daemon=False)
    process.start()
    theirs.close()
    return process, ours
