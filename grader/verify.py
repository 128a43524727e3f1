"""Let an assignment prove itself: its reference earns every point, its skeletons none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grader import seeds
from grader.grading import Request, grade
from grader.judge import Follow
from grader.records import Verdict
from grader.schema import CheckPart, Report

_EXPECTED = {
    "reference": frozenset({Verdict.PASSED}),
    "exercises": frozenset({Verdict.FAILED, Verdict.ERROR}),
}


@dataclass(frozen=True)
class Proof:
    """What a folder of the assignment earned, and what is wrong with that, one line each."""

    folder: str
    report: Report
    faults: tuple[str, ...]


def verify(assignment: Path, follow: Callable[[str], Follow]) -> list[Proof]:
    """
    Grade the reference and the skeletons of *assignment*, with the public seed.

    Args:
        assignment: The folder with `config.yaml`.
        follow: Called with a folder's name; gives what follows its grading.
    """
    return [_prove(assignment, folder, follow(folder)) for folder in _EXPECTED]


def _prove(assignment: Path, folder: str, follow: Follow) -> Proof:
    report = grade(Request(assignment, assignment / folder, secret=seeds.PUBLIC_SECRET), follow)
    checks = [check for task in report.tasks for check in task.checks]
    faults = tuple(_fault(folder, check) for check in checks if check.verdict not in _EXPECTED[folder])
    return Proof(folder, report, faults)


def _fault(folder: str, check: CheckPart) -> str:
    first_line = check.message.partition("\n")[0]
    return f"{folder}: {check.id} {check.verdict}{': ' + first_line if first_line else ''}"
