"""Reduce the report of one submission to what figures of its class need. Keeps no message and no print."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import UsageError
from grader.records import Verdict
from grader.reportdiff import read_reports
from grader.schema import CheckPart, Misconception, Report

_NO_FAILURES = frozenset({Verdict.PASSED, Verdict.SKIPPED, Verdict.INTERNAL})


@dataclass(frozen=True)
class CheckInfo:
    """What a check is, for every submission: its names, its kind, who sees it, its points."""

    id: str
    task: str
    title: str
    kind: str
    visibility: str
    points: float


@dataclass(frozen=True)
class Mark:
    """
    What became of one check of one submission.

    Args:
        verdict: As in the report.
        share: Of its points, 0 to 1; None where the grader itself failed.
        misconception: Which known mistake the submission behaves like; None mostly.
        behind: The check that failed first, for which this one was skipped; mostly empty.
        message: Why the grader failed; empty for every other verdict.
    """

    verdict: Verdict
    share: float | None
    misconception: Misconception | None = None
    behind: str = ""
    message: str = ""

    @property
    def failed(self) -> bool:
        """Return whether the check was run, and the submission's code did not pass it."""
        return self.verdict not in _NO_FAILURES


@dataclass(frozen=True)
class Sheet:
    """
    One report, reduced.

    Args:
        id, digest: Of the submission.
        status, reason: Of the report; the reason is empty where something was graded.
        score, max_score: Points.
        state: Digest of the assignment that it was graded against.
        tasks: Share of the points of each task, 0 to 1; None where the grader failed.
        marks: By the ids of the checks.
        accuracy: Mean of the training runs; None where there was none.
        goals: Floor and threshold of the accuracy; None where there was no training.
        seconds: Wall time of each check that has one.
        total_s: Wall time of the whole grading; None where none is known.
    """

    id: str
    digest: str
    status: str
    reason: str
    score: float | None
    max_score: float
    state: str
    tasks: Mapping[str, float | None] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    accuracy: float | None = None
    goals: tuple[float, float] | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    total_s: float | None = None


@dataclass(frozen=True)
class Pile:
    """
    The sheets of a class.

    Args:
        sheets: By what their files are called, sorted.
        checks: All checks that some report has, in the order of the reports.
        task_points: What each task is worth, in the order of the reports.
        broken: Reports that cannot be read: the name, and why.
    """

    sheets: Mapping[str, Sheet]
    checks: Mapping[str, CheckInfo]
    task_points: Mapping[str, float]
    broken: tuple[tuple[str, str], ...] = ()


def read_pile(folder: Path) -> Pile:
    """Return the reports in *folder*, one in memory at a time; a broken one is told and costs no other."""
    sheets: dict[str, Sheet] = {}
    broken: list[tuple[str, str]] = []
    checks: dict[str, CheckInfo] = {}
    points: dict[str, float] = {}
    for name, read in _readers(folder):
        try:
            report = read()
        except UsageError as error:
            broken.append((name, str(error)))
            continue
        sheets[name] = sheet_of(report)
        for task in report.tasks:
            points.setdefault(task.name, task.max_score)
            for check in task.checks:
                checks.setdefault(check.id, _info(check, task.name))
    order = {name: number for number, name in enumerate(points)}
    known = sorted(
        checks.values(), key=lambda check: order[check.task]
    )  # those of older states last in theirs
    return Pile(sheets, {check.id: check for check in known}, points, tuple(broken))


def sheet_of(report: Report) -> Sheet:
    """Return *report*, reduced."""
    trained = report.accuracy
    marks = {check.id: _mark(check) for task in report.tasks for check in task.checks}
    return Sheet(
        id=report.submission.id,
        digest=report.submission.digest,
        status=report.status,
        reason=report.reason or "",
        score=report.score,
        max_score=report.max_score,
        state=report.assignment.digest,
        tasks={
            task.name: _share(
                task.score, task.max_score, all(marks[each.id].share == 1 for each in task.checks)
            )
            for task in report.tasks
        },
        marks=marks,
        accuracy=trained.mean if trained and math.isfinite(trained.mean) else None,
        goals=(trained.floor, trained.threshold) if trained else None,
        seconds=_seconds(report.timing.get("checks_s")),
        total_s=_number(report.timing.get("total_s")),
    )


def _readers(folder: Path) -> Iterable[tuple[str, Callable[[], Report]]]:
    try:
        return read_reports(folder).items()
    except UsageError:  # there is none
        return ()


def _info(check: CheckPart, task: str) -> CheckInfo:
    return CheckInfo(check.id, task, check.title, check.kind, check.visibility, check.max_score)


def _mark(check: CheckPart) -> Mark:
    behind = check.details.get("needs") if check.verdict is Verdict.SKIPPED else None
    return Mark(
        check.verdict,
        _share(check.score, check.max_score, check.verdict is Verdict.PASSED),
        check.misconception,
        behind if isinstance(behind, str) else "",
        check.message if check.verdict is Verdict.INTERNAL else "",
    )


def _share(score: float | None, max_score: float, whole: bool) -> float | None:
    """Return the share of the points; of what is worth none, all or nothing."""
    if score is None:
        return None
    return score / max_score if max_score > 0 else float(whole)


def _seconds(timing: object) -> dict[str, float]:
    found = timing.items() if isinstance(timing, dict) else ()
    known = {str(name): _number(value) for name, value in found}
    return {name: value for name, value in known.items() if value is not None}


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and value >= 0 else None
