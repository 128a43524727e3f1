"""Build tiny assignments and submissions for the tests, and grade them."""

import textwrap
from pathlib import Path

from grader import grading
from grader.records import Outcome, Verdict
from grader.schema import CheckPart, Report

CONFIG = """\
name: tiny
title: A tiny assignment
modules:
  calc: calc.py
tasks:
  calc:
    title: Calculating
    points: 10
limits:
  default:
    call_cpu_s: 1
    call_wall_s: 2
    check_wall_s: 5
"""

SOLUTION = '''\
"""A right solution."""

import numpy as np


def double(x):
    """Return twice x."""
    return 2 * x


class Counter:
    """Counts up."""

    def __init__(self, start=0):
        self.count = start

    def up(self):
        """Count and return the count."""
        self.count += 1
        return self.count
'''

CHECK = '''\
from grader import assert_close, check, expect

@check(task="calc", points=1, hint="Two times.")
def test_double(student):
    """Double doubles"""
    assert_close(student.calc.double(3.0), 6.0)
'''

HEADER = """\
import numpy as np
import pytest
from grader import *
from grader import check

def probe(task="calc", points=1, hint="A hint.", **more):
    return check(task=task, points=points, hint=hint, **more)

"""


def checks(source: str) -> str:
    """Return the text of a file of checks: the usual imports and *source*, in which `probe()` declares."""
    return HEADER + textwrap.dedent(source)


def write_assignment(
    folder: Path,
    *,
    visible: str = CHECK,
    hidden: str | None = None,
    config: str = CONFIG,
    reference: str | None = None,
) -> Path:
    """
    Write an assignment of one task, `calc`, into *folder* and return it.

    It has a reference if one is given or a hidden check asks for it; then no check is believed that
    the reference fails.
    """
    if reference is None and hidden is not None and "reference" in hidden:
        reference = SOLUTION
    for path, text in {
        "config.yaml": config,
        "exercises/checks/test_calc.py": visible,
        "reference/checks/test_calc.py": hidden,
        "reference/calc.py": reference,
    }.items():
        if text is not None:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    return folder


def write_submission(folder: Path, source: str = SOLUTION, name: str = "calc.py") -> Path:
    """Write a submission of one file and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(textwrap.dedent(source), encoding="utf-8")
    return folder


def grade(
    assignment: Path, submission: Path, secret: bytes | None = b"a secret", scope: str = "all", follow=None
) -> Report:
    """Grade *submission*, and tell nobody of the progress unless asked to."""
    request = grading.Request(assignment, submission, scope=scope, secret=secret)
    return grading.grade(request, follow or (lambda event, total: None))


def by_name(report: Report) -> dict[str, CheckPart]:
    """Return the checks of *report* by their names without the task."""
    return {check.id.partition("/")[2]: check for task in report.tasks for check in task.checks}


def passed(check_id: str) -> Outcome:
    """Return the outcome of a check that was passed."""
    return Outcome(check_id, Verdict.PASSED, 1.0, "")


def listing(folder: Path) -> dict[str, int]:
    """Return every path below *folder* with its size, to compare before and after."""
    return {str(path.relative_to(folder)): path.stat().st_size for path in sorted(folder.rglob("*"))}
