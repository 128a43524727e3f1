"""
How the cost grows: with the number of checks, of submissions, and with the size of arrays.

``python benchmarks/bench_growth.py [checks] [submissions] [arrays]``: all three without an argument. Checks
are those of the assignment but `mnist`, evenly chosen; submissions have ten checks; arrays go through the
wall and come back, once for each call of a check.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import bench_batch, classes, costs, tables
from grader import config as configuration
from grader.errand import Errand
from grader.intake import read_submission
from grader.seat import Course, Seat, whole_errand
from grader.serving import MANY

CHECKS = (10, 50, 100, 1000)
SUBMISSIONS = (10, 100, 1000)
ARRAYS = {"1 KB": (2**7, 4000), "100 KB": (100 * 2**7, 2000), "10 MB": (10 * 2**17, 40)}
"""Entries of eight bytes, and calls that are made."""
ROUNDS = 5
CONFIG = """\
name: arrays
title: Arrays
modules:
  own: own.py
tasks:
  arrays:
    title: Arrays
    points: 1
limits:
  default:
    check_wall_s: 60
"""
CHECK = """\
import numpy as np
import pytest
from grader import check

@check(task="arrays", points=1, hint="A hint.")
@pytest.mark.parametrize("entries, calls", {cases})
def test_call(student, entries, calls):
    \"\"\"An array goes there and back\"\"\"
    x = np.ones(entries)
    for _ in range(calls):
        assert student.own.forward(x).shape == x.shape
"""


def main() -> None:
    """Print and write the tables that are asked for."""
    parts = {"checks": checks, "submissions": submissions, "arrays": arrays}
    for name in sys.argv[1:] or parts:
        with tempfile.TemporaryDirectory() as scratch:
            parts[name](Path(scratch))


def checks(folder: Path) -> None:
    """Grade with ever more checks in one warm seat."""
    names = [path.name for path in (classes.PROJECT / "reference").glob("*.py")]
    place = classes.write(folder, 1, names) / "s0000"
    submission = read_submission(place, configuration.load(classes.PROJECT))
    with Seat(Course(classes.PROJECT, b"of the benchmark")) as seat:
        plan = [check for check in seat.plan if check.task != "mnist"]
        errands = {}
        for count in (min(count, len(plan)) for count in CHECKS):
            chosen = [plan[number * len(plan) // count] for number in range(count)]
            errands[count] = whole_errand(submission, chosen)
        for _ in range(MANY + 1):  # a class is graded warm from then on
            passed(seat, whole_errand(submission, plan))
        found = interleaved(seat, errands)
    rows = [
        [count, 1e3 * cost.cpu_s, 1e3 * cost.wall_s, 1e3 * cost.cpu_s / count]
        for count, cost in found.items()
    ]
    tables.write(
        "growth-checks", ("checks", "CPU ms", "wall ms", "CPU ms a check"), rows, "One right submission."
    )


def submissions(folder: Path) -> None:
    """Grade ever larger classes by `grader batch`."""
    rows = []
    for size in SUBMISSIONS:
        run = bench_batch.run(
            classes.TEN, classes.write(folder / f"class{size}", size), folder / f"out{size}"
        )
        if run.code:
            raise SystemExit(f"grader batch ended with code {run.code}")
        rows.append([size, run.wall_s, run.cpu_s, 1e3 * run.cpu_s / size, run.peak_bytes / 1e6])
    header = ("submissions", "wall s", "CPU s", "CPU ms each", "memory of the coordinator, MB")
    tables.write("growth-submissions", header, rows, "Ten checks each, start and pages included.")


def arrays(folder: Path) -> None:
    """Send arrays of several sizes there and back; what a check costs without them is taken off."""
    cases = [(entries, calls) for entries, most in ARRAYS.values() for calls in (1, most + 1)]
    for path, text in {
        "course/config.yaml": CONFIG,
        "course/exercises/checks/test_arrays.py": CHECK.format(cases=cases),
        "ada/own.py": "def forward(x):\n    return x\n",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    submission = read_submission(folder / "ada", configuration.load(folder / "course"))
    with Seat(Course(folder / "course", b"of the benchmark")) as seat:
        plan = {check.id: check for check in seat.plan}
        errands = {
            (entries, calls): whole_errand(submission, [plan[f"arrays/call[{entries}-{calls}]"]])
            for entries, calls in cases
        }
        found = interleaved(seat, errands)
    rows = []
    for name, (entries, calls) in ARRAYS.items():
        many, one = found[entries, calls + 1], found[entries, 1]
        times = [1e3 * (many.cpu_s - one.cpu_s) / calls, 1e3 * (many.wall_s - one.wall_s) / calls]
        rows.append([name, *times])
    tables.write("growth-arrays", ("array, there and back", "CPU ms a call", "wall ms a call"), rows)


def interleaved(seat: Seat, errands: dict[Any, Errand]) -> dict[Any, costs.Cost]:
    """Return the median cost of each errand, after one round that does not count."""
    found: dict[Any, list[costs.Cost]] = {name: [] for name in errands}
    for number in range(ROUNDS + 1):
        for name, errand in errands.items():
            cost = costs.of_calls(lambda errand=errand: passed(seat, errand))
            if number:
                found[name].append(cost)
    return {name: costs.median(each) for name, each in found.items()}


def passed(seat: Seat, errand: Errand) -> None:
    """Have *errand* done, all of whose checks must pass."""
    outcomes = seat.examine(errand).outcomes
    assert all(outcome.verdict == "passed" for outcome in outcomes.values()), outcomes


if __name__ == "__main__":
    main()
