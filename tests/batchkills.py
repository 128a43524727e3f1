"""End a batch at random moments by SIGKILL, go on by the same command, and compare with a run in peace."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from grader.gradebook import Gradebook
from tests.assignments import SOLUTION, checks, write_assignment, write_submission

CHECKS = checks('''
    @probe()
    def test_double(student, rng):
        """Double doubles"""
        x = rng.standard_normal(3)
        assert_close(student.calc.double(x), 2 * x)

    @probe(points=3)
    def test_count(student):
        """Counter counts"""
        expect(student.calc.Counter(3).up() == 4, "wrong")

    @probe(points=3, needs=["calc/count"])
    def test_count_twice(student):
        """Counter counts twice"""
        counter = student.calc.Counter(3)
        counter.up()
        expect(counter.up() == 5, "wrong")
''')
_MISTAKES = (
    SOLUTION,
    SOLUTION.replace("2 * x", "3 * x"),
    SOLUTION.replace("count += 1", "count += 2"),
    "def f(:\n",
)


def write(folder: Path, count: int) -> None:
    """Write an assignment and a class of *count*."""
    write_assignment(folder / "course", visible=CHECKS)
    for number in range(count):
        source = _MISTAKES[number % len(_MISTAKES)] + f"# {number}\n"
        write_submission(folder / "class" / f"s{number:03}", source)


def start(folder: Path, out: str) -> subprocess.Popen[bytes]:
    """Start the command that grades the class into the folder *out*."""
    command = [sys.executable, "-c", "from grader.cli import main; main()", "batch", "class", "-o", out]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    environment = os.environ | {"GRADER_SECRET": "a secret"}
    return subprocess.Popen([*command, "-a", "course"], cwd=folder, env=environment, **quiet)


def grade(folder: Path, out: str) -> float:
    """Grade the class to its end; return the seconds that it took."""
    started_s = time.monotonic()
    process = start(folder, out)
    _, errors = process.communicate(timeout=600)
    assert process.returncode == 0, errors.decode()
    return time.monotonic() - started_s


def kill_often(folder: Path, out: str, kills: int, whole_s: float, rng: random.Random) -> int:
    """Start the command *kills* times and kill it in its course; return how often it was still there."""
    hits = 0
    for _ in range(kills):
        process = start(folder, out)
        time.sleep(rng.uniform(0.1, whole_s))
        hits += process.poll() is None
        process.kill()
        process.communicate()
    return hits


def findings(folder: Path, out: str) -> dict[str, Any]:
    """Return all that a batch has found, without what may differ between two gradings of the same."""
    reports = {}
    for path in sorted((folder / out / "reports").glob("*.json")):
        reports[path.name] = json.loads(path.read_text())
        del reports[path.name]["timing"], reports[path.name]["environment"]
    with (folder / out / "grades.csv").open(encoding="utf-8-sig", newline="") as stream:
        grades = list(csv.reader(stream))
    with Gradebook(folder / out) as book:
        results = {
            account.student: [
                (one.score, one.report_digest) for one in book.gradings("tiny", account.student)
            ]
            for account in book.accounts("tiny")
        }
    return {"reports": reports, "grades": grades, "gradebook": results}
