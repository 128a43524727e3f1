"""
Grade submissions one by one in processes that run side by side, and look at what each grading leaves.

Each process keeps seats of its own, which grade right submissions after attacks, and inherits whatever orphans its gradings leave. Knows nothing of what is expected.
"""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import json
import multiprocessing
import os
import shutil
import signal
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from grader import grading
from grader.confinement import Level
from grader.errors import InternalFault, UsageError
from grader.feedbackpage import feedback_page
from grader.records import Audience
from grader.render import render
from grader.schema import to_json
from tests.hostile import doors, traces, warm
from tests.hostile.doors import COLD, SEAT, Facts, Place, Places
from tests.hostile.yard import CANARIES, NUMBERS, Yard

LANES = 3  # two cores: one attack in three waits for a limit
BATCH = 12
"""After so many attacks at the most a seat has to show that it took no harm."""
HANG_S = 90
_PAUSE_S = 5.0
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of <sys/prctl.h>
Job = tuple[str, str, str, str]
"""Name, level, assignment, door."""
_FORK = multiprocessing.get_context("fork")


def grade(
    yard: Yard, places: Places, name: str, level: str, assignment: str = "small", door: str = COLD
) -> dict[str, Any]:
    """
    Grade the submission *name* by the cold door, or at its seat among *places*, and return what came of it.

    Returns:
        `report` as staff and `student` as students read it, or `refused`, `internal` or `broken` with a
        text; `leaked` names of canaries by audience; `left` what is there that was not before; `replaced` where
        its seat got another examiner.
    """
    note = yard.folder / "submissions" / f"{name}.path"
    submission = Path(os.fsdecode(note.read_bytes())) if note.exists() else yard.submission(name)
    place = places.at(assignment, level) if door == SEAT else None
    folder = place.folder if place is not None else doors.private_folder(yard)
    doors.use_folder(folder)
    open_before, mounts = traces.descriptors(), Path("/proc/self/mountinfo").read_text()
    bait = traces.files([yard.folder / "home", yard.folder / "assignments"])
    facts = place.facts() if place is not None else (None, [], 0)
    request = grading.Request(yard.assignment(assignment), submission, isolation=Level(level))
    result = _graded(yard, request, place)
    left = traces.kill_children(places.examiners)
    if place is not None:
        result["replaced"] = place.desk.examiner != facts[0]
        left += _changed(facts, place.facts())
    else:
        left += [f"file left: {path.relative_to(folder)}" for path in sorted(folder.rglob("*"))]
        shutil.rmtree(folder, ignore_errors=True)
    if traces.descriptors() > open_before:
        left.append(f"{traces.descriptors() - open_before} descriptors left")
    if Path("/proc/self/mountinfo").read_text() != mounts:
        left.append("mount left or gone: mounts changed")
    if (now := traces.files([yard.folder / "home", yard.folder / "assignments"])) != bait:
        left += [f"file changed: {line}" for line in sorted(set(bait) ^ set(now))]
    return result | {"left": left}


def _changed(before: Facts, after: Facts) -> list[str]:
    """Return what a grading has changed at its seat; of an examiner that is another one, its files alone."""
    left = [f"file left: {line}" for line in sorted(set(before[1]) ^ set(after[1]))]
    if before[0] != after[0]:
        return left if after[0] is not None else []
    return [*left, f"{after[2] - before[2]} descriptors left at the seat"] if after[2] > before[2] else left


def _graded(yard: Yard, request: grading.Request, place: Place | None) -> dict[str, Any]:
    signal.signal(signal.SIGALRM, _hang)
    signal.alarm(HANG_S)
    try:
        if place is None:
            report = grading.grade(request, lambda event, total: None)
        else:
            with warm.lifted():
                report = place.desk.grade(request.submission)
    except UsageError as error:
        return {"refused": str(error)}
    except InternalFault as error:
        return {"internal": str(error)}
    except Exception:  # noqa: BLE001  whatever it is, it is a finding
        return {"broken": traceback.format_exc()}
    finally:
        signal.alarm(0)
    staff, student = to_json(report), to_json(render(report, Audience.STUDENT))
    page = feedback_page(report)
    leaked = {
        "staff": [name for name in CANARIES if yard.canaries[name] in staff],
        "student": [name for name in (*CANARIES, *NUMBERS) if yard.canaries[name] in student + page]
        + ["a script"] * ("<script" in page.lower()),
    }
    return {"report": json.loads(staff), "student": json.loads(student), "leaked": leaked}


def trial(yard: Yard, places: Places, assignment: str, level: str) -> dict[str, Any]:
    """
    Grade the right submission at the seat where attacks were graded, and return what came of it.

    Returns:
        As of `grade`, but for `student`; `after` names the attacks since the last trial, and `is_same` tells
        whether the examiner is the one that graded the first of them.
    """
    place = places.at(assignment, level)
    examiner = place.desk.examiner
    result = grade(yard, places, f"{assignment}/right", level, assignment, SEAT)
    told = {"of": f"{assignment}/right", "after": place.sitters, "is_same": examiner == place.examiner}
    place.sitters, place.examiner = [], None
    result.pop("student", None)
    return {**result, **told}


def _hang(*_: object) -> None:
    raise TimeoutError(f"the grading still ran after {HANG_S} s")


def _lane(yard: Yard, pipe: Connection) -> None:
    """Grade what comes through *pipe* until None does; then tell what the seats have shown after attacks."""
    _prepare()
    places, trials = Places(yard), []
    while job := pipe.recv():
        name, level, assignment, door = job
        if door == SEAT:
            places.at(assignment, level).seat_taken_by(name)
        result = grade(yard, places, *job)
        if door == SEAT and len(places.at(assignment, level).sitters) >= BATCH:
            trials.append(trial(yard, places, assignment, level))
        pipe.send((result, trials))
        trials = []
    trials += _last_trials(yard, places)
    pipe.send(trials)


def _last_trials(yard: Yard, places: Places) -> list[dict[str, Any]]:
    """Return what the seats show at their end, and give them up; a fault of whatever kind is a finding."""
    trials = []
    for (assignment, level), sitters in places.with_sitters():
        try:
            trials.append(trial(yard, places, assignment, level))
        except Exception:  # noqa: BLE001  whatever it is
            broken = {"of": f"{assignment}/right", "is_same": False, "broken": traceback.format_exc()}
            trials.append({**broken, "after": sitters})
    try:
        places.leave()
    except Exception:  # noqa: BLE001  whatever it is
        trials.append({"after": [], "broken": traceback.format_exc()})
    return trials


def neighbour(yard: Yard, pipe: Connection, level: str) -> None:
    """Grade right submissions one after the other, by each door in turn, until *pipe* says stop."""
    _prepare()
    places = Places(yard)
    for door in itertools.cycle((COLD, SEAT)):
        result = grade(yard, places, "neighbour", level, door=door)
        left = [text for text in result["left"] if not text.startswith("file changed")]  # by somebody else
        score = {"score": result.get("report", {}).get("score")}
        pipe.send({**result, "report": score, "student": None, "left": left})
        if pipe.poll(_PAUSE_S):
            break
    places.leave()


def _prepare() -> None:
    """Have this process inherit orphans, and start cold examiners quickly."""
    warm.install()
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


class Lanes:
    """Processes that grade side by side; one that an attack ends is replaced, and that is its result."""

    def __init__(self, yard: Yard) -> None:
        self._yard = yard
        self._idle: list[tuple[Any, Connection]] = []
        self._trials: list[dict[str, Any]] = []

    def run(self, jobs: list[Job]) -> Iterator[tuple[Job, dict[str, Any]]]:
        """Yield each of *jobs* with what came of it."""
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
                    result, trials = pipe.recv()
                    self._trials += trials
                    self._idle.append((process, pipe))
                except (EOFError, OSError):
                    process.join(5)
                    result = {
                        "lost": f"the grader's own process ended with code {process.exitcode}",
                        "left": [],
                    }
                yield job, result

    def close(self) -> list[dict[str, Any]]:
        """End the idle processes and return what their seats have shown after attacks."""
        trials, self._trials = self._trials, []
        for _, pipe in self._idle:
            with contextlib.suppress(OSError):
                pipe.send(None)
        for process, pipe in self._idle:
            try:
                trials += pipe.recv()
            except (EOFError, OSError):
                process.join(5)
                trials.append(
                    {"after": [], "lost": f"the process at its seats ended with code {process.exitcode}"}
                )
            process.join(5)
        self._idle.clear()
        return trials


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
