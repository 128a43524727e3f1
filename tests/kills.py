"""
Kill processes of gradings from outside, at moments of chance, and say what was wrong with what came of it.

A grading's verdicts must be the true ones or `internal`, it must write a report or end with exit code 3, in
time, and nothing of it may be left. Only processes that a grading of this module started are killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil

from grader import footprint, grading, sandbox
from grader.confinement import Level
from grader.errors import GraderError
from grader.report import write_report
from tests.assignments import CONFIG, SOLUTION, checks, write_assignment, write_submission

HANG_S = 90.0
_LEFT_S = 5.0
_TICK_S = 0.002
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of <sys/prctl.h>
_FORK = multiprocessing.get_context("fork")

CHECKS = checks('''
    @probe()
    def test_double(student, rng):
        """T"""
        x = rng.standard_normal((20, 30))
        assert_close(student.calc.double(x), 2 * x)

    @probe()
    def test_slow(student):
        """T"""
        expect(student.calc.slow(0.3) == 7, "not 7")

    @probe()
    def test_counts(student):
        """T"""
        counter = student.calc.Counter(3)
        expect([counter.up() for _ in range(50)] == list(range(4, 54)), "miscounted")

    @probe()
    def test_raises(student):
        """T"""
        try:
            student.calc.refuse()
        except Exception:
            return
        expect(False, "nothing was raised")

    @probe()
    def test_last(student):
        """T"""
        expect(student.calc.last() == 1, "not 1")
''')
RIGHT = f"""{SOLUTION}

import time

def slow(seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass
    return 7

def refuse():
    raise ValueError("no")

def last():
    return 1
"""
WRONG = (
    RIGHT.replace("return 2 * x", "return 3 * x")
    .replace("return 7", "raise KeyError(7)")
    .replace('raise ValueError("no")', "return 0")
    .replace("def last():", "def last():\n    import os; os.kill(os.getpid(), 11)")
)
SUBMISSIONS = {"right": RIGHT, "wrong": WRONG}
TRUTH = {
    "right": dict.fromkeys(("double", "slow", "counts", "raises", "last"), "passed"),
    "wrong": {"double": "failed", "slow": "error", "counts": "passed", "raises": "failed", "last": "crashed"},
}


class Victim(StrEnum):
    """Who is killed; a machine or a level without a wall process loses its template instead."""

    WORKER = "worker"
    TEMPLATE = "template"
    WALL = "wall"
    JUDGE = "judge"


@dataclass(frozen=True)
class Plan:
    """One grading: what is graded at which level, who is killed, and after which part of the usual time."""

    number: int
    submission: str
    level: Level
    victim: Victim
    moment: float


@dataclass
class Result:
    """What came of one grading; *wrong* lists in words what must not be."""

    plan: Plan
    hit: bool = False
    wall_s: float = 0.0
    code: int | None = None
    verdicts: dict[str, str] = field(default_factory=dict)
    internal: list[str] = field(default_factory=list)
    isolation: str = ""
    refused: str = ""
    wrong: list[str] = field(default_factory=list)


def planned(seed: int, count: int, levels: Sequence[Level]) -> list[Plan]:
    """Return *count* plans that are the same for the same *seed*; the two submissions take turns."""
    chance = random.Random(seed)
    names = list(SUBMISSIONS)
    return [
        Plan(
            number,
            names[number % len(names)],
            chance.choice(levels),
            chance.choice(list(Victim)),
            chance.random(),
        )
        for number in range(count)
    ]


def offered() -> list[Level]:
    """Return the levels that this machine offers, weakest first."""
    return [level for level, reason in sandbox.offered(footprint.of_python([], [])).items() if not reason]


def soak(plans: Sequence[Plan]) -> Iterator[Result]:
    """Carry out *plans* in a process of its own, to which orphans fall, and yield what came of each."""
    ours, theirs = _FORK.Pipe(duplex=False)
    keeper = _FORK.Process(target=_keep, args=(plans, theirs))
    keeper.start()
    theirs.close()
    try:
        with contextlib.suppress(EOFError):
            while True:
                yield ours.recv()
        keeper.join()
        if keeper.exitcode:
            raise RuntimeError(f"the process that grades and kills ended with code {keeper.exitcode}")
    finally:
        keeper.terminate()
        keeper.join()


def _keep(plans: Sequence[Plan], results: Connection) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        yard = Path(folder)
        write_assignment(yard / "assignment", visible=CHECKS, config=CONFIG)
        for name, source in SUBMISSIONS.items():
            write_submission(yard / name, source)
        usual_s: dict[tuple[str, Level], float] = {}
        for plan in plans:
            case = plan.submission, plan.level
            if case not in usual_s:
                undisturbed = _graded(yard, plan, None)
                if undisturbed.verdicts != TRUTH[plan.submission]:
                    undisturbed.wrong.append(f"undisturbed, the verdicts are {undisturbed.verdicts}")
                    results.send(undisturbed)
                usual_s[case] = undisturbed.wall_s
            results.send(_graded(yard, plan, plan.moment * usual_s[case]))


def _graded(yard: Path, plan: Plan, kill_after_s: float | None) -> Result:
    """Grade once, kill after so many seconds, and judge what came of it."""
    result = Result(plan)
    temporary = Path(tempfile.mkdtemp(prefix="tmp-", dir=yard))
    temporary.chmod(0o711)
    target = yard / "report.json"
    for old in (target, target.with_suffix(".refused")):
        old.unlink(missing_ok=True)
    started_s = time.monotonic()
    process = _FORK.Process(target=_grade, args=(yard, plan, temporary, target))
    process.start()
    family = psutil.Process(process.pid)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        result.hit = _kill(family, plan.victim, started_s + HANG_S)
    process.join(max(0.0, started_s + HANG_S - time.monotonic()))
    result.wall_s, result.code = time.monotonic() - started_s, process.exitcode
    if process.exitcode is None:
        result.wrong.append(f"it still ran after {HANG_S:g} s: {_shown(family)}")
        process.kill()
        process.join()
    result.wrong += _left(temporary)
    _read(target, result)
    shutil.rmtree(temporary, ignore_errors=True)
    return result


def _grade(yard: Path, plan: Plan, temporary: Path, target: Path) -> None:
    """Grade as the command line does, and end with its exit codes."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    tempfile.tempdir = os.environ["TMPDIR"] = str(temporary)
    request = grading.Request(
        yard / "assignment", yard / plan.submission, secret=b"kills", isolation=plan.level
    )
    try:
        write_report(grading.grade(request, lambda event, total: None), target)
    except GraderError as error:
        target.with_suffix(".refused").write_text(str(error), encoding="utf-8")
        sys.exit(error.exit_code)


def _kill(family: psutil.Process, victim: Victim, deadline_s: float) -> bool:
    """Kill *victim* of the grading *family* as soon as it is there; return False if it never was."""
    while time.monotonic() < deadline_s:
        with contextlib.suppress(psutil.Error):
            if family.status() == psutil.STATUS_ZOMBIE:
                return False
            if found := _members(family).get(victim):
                found.kill()
                return True
        if not family.is_running():
            return False
        time.sleep(_TICK_S)
    return False


def _members(family: psutil.Process) -> dict[Victim, psutil.Process]:
    """Tell the processes of a grading apart by where they stand: judge, wall, template, worker."""
    found: dict[Victim, psutil.Process] = {}
    below = family.children()
    for role in (Victim.JUDGE, Victim.TEMPLATE, Victim.WORKER):
        while below and below[0].name() == "bwrap" and role is not Victim.JUDGE:
            found.setdefault(Victim.WALL, below[0])
            below = below[0].children()
        if below:
            found[role] = below[0]
            below = below[0].children()
    if Victim.TEMPLATE in found:
        found.setdefault(Victim.WALL, found[Victim.TEMPLATE])
    return found


def _left(temporary: Path) -> list[str]:
    """Return what a grading has left: processes, which have fallen to this one, and files."""
    until_s = time.monotonic() + _LEFT_S
    me = psutil.Process()
    while (left := me.children(recursive=True)) and time.monotonic() < until_s:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
        time.sleep(_TICK_S)
    found = [f"left running: {_shown(process)}" for process in left]
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.kill()
    return found + [f"left behind: {path.relative_to(temporary)}" for path in sorted(temporary.rglob("*"))]


def _read(target: Path, result: Result) -> None:
    """Read the report, or why there is none, and note what of it must not be."""
    if result.code not in (0, 3):
        result.wrong.append(f"it ended with exit code {result.code}")
    if target.exists():
        _judge(json.loads(target.read_text(encoding="utf-8")), result)
    elif result.code == 0:
        result.wrong.append("there is no report")
    elif result.code == 3:
        result.refused = target.with_suffix(".refused").read_text(encoding="utf-8")
        if "Traceback" in result.refused:
            result.wrong.append(f"a traceback of ours: {result.refused}")


def _judge(report: dict[str, Any], result: Result) -> None:
    """Hold *report* against what is true of the submission."""
    truth = TRUTH[result.plan.submission]
    found = [check for task in report["tasks"] for check in task["checks"]]
    result.isolation = report["environment"]["isolation"]
    result.verdicts = {check["id"].partition("/")[2]: check["verdict"] for check in found}
    result.internal = [check["message"] for check in found if check["verdict"] == "internal"]
    if set(result.verdicts) != set(truth):
        result.wrong.append(f"the checks are {sorted(result.verdicts)}")
    for check in found:
        name = check["id"].partition("/")[2]
        if check["verdict"] not in (truth.get(name), "internal"):
            result.wrong.append(f"{name} is {check['verdict']}, not {truth.get(name)}: {check['message']}")
    true_score = 10.0 * sum(verdict == "passed" for verdict in truth.values()) / len(truth)
    expected = None if "internal" in result.verdicts.values() else true_score
    if report["score"] != expected:
        result.wrong.append(f"the score is {report['score']} with the verdicts {result.verdicts}")


def _shown(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.Error):
        below = "; ".join(_shown(child) for child in process.children())
        return f"{process.name()} {process.pid} ({process.status()}) [{below}]"
    return f"{process.pid}"
