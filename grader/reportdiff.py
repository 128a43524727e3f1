"""
Say whose score differs between two sets of reports, by which checks and why. Prints nothing.

Reports come one pair at a time, so that a class need not fit into memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from grader.errors import UsageError
from grader.records import Verdict
from grader.schema import CheckPart, Report
from grader.yamlfile import first_fault

Reports = Mapping[str, Callable[[], Report]]
Kind = Literal["new", "removed", "verdict", "score", "points", "message"]
_SHORT = 12


@dataclass(frozen=True)
class Side:
    """What a report says of one check."""

    verdict: str
    score: float | None
    max_score: float
    message: str


@dataclass(frozen=True)
class CheckChange:
    """
    One check that differs.

    Args:
        id, title: As in the newer report that has it.
        kind: `new`, `removed`; another `verdict`; the same one with another share of the points (`score`);
            the same share of other `points`; the `message` alone.
        before, after: None where the check was not there.
    """

    id: str
    title: str
    kind: Kind
    before: Side | None
    after: Side | None


@dataclass(frozen=True)
class Total:
    """What a report says in the end."""

    status: str
    score: float | None
    max_score: float


@dataclass(frozen=True)
class Change:
    """
    One submission whose report differs.

    Args:
        name: Of the submission.
        before, after: The totals.
        grounds: What else differs that a difference can come from; without what is so for all.
        checks: Those that differ, in the order of the newer report, removed ones last.
    """

    name: str
    before: Total
    after: Total
    grounds: tuple[str, ...]
    checks: tuple[CheckChange, ...]

    @property
    def scored(self) -> bool:
        """Return whether the score, the maximum or the status differs."""
        return self.before != self.after


@dataclass(frozen=True)
class Difference:
    """
    What differs between two sets of reports.

    Args:
        changes: Submissions that differ, sorted by name.
        unchanged: How many do not.
        grounds: What differs for every submission that both sets have.
        only_before, only_after: Submissions that one set alone has, sorted.
    """

    changes: tuple[Change, ...]
    unchanged: int
    grounds: tuple[str, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def read_reports(place: Path) -> Reports:
    """
    Return the reports at *place*, each read when it is asked for: of one file, or of a folder.

    Those of a folder are the `*.json` in its `reports` if it has that, else in itself; files name them.

    Raises:
        UsageError: There is none. Asking for one that is not a report: the text names the file.
    """
    if place.is_dir():
        folder = place / "reports" if (place / "reports").is_dir() else place
        files = sorted(path for path in folder.glob("*.json") if not path.name.startswith("."))
        if not files:
            raise UsageError(f"{folder}: there is no report in it")
        return {path.stem: _reading(path) for path in files}
    if not place.is_file():
        raise UsageError(f"{place}: no such file or folder")
    return {place.stem: _reading(place)}


def compare(before: Reports, after: Reports) -> Difference:
    """
    Return what differs; two single reports are compared whatever they are named.

    Raises:
        UsageError: The sets have no submission in common, or a report cannot be read.
    """
    if len(before) == len(after) == 1:
        before, after = _as_a_pair(next(iter(before.values())), next(iter(after.values())))
    both = sorted(set(before) & set(after))
    if before and after and not both:
        one, two = min(before), min(after)
        raise UsageError(f"the two have no submission in common: {one!r} and others, {two!r} and others")
    changes, shared = [], None
    for name in both:
        old, new = before[name](), after[name]()
        grounds = _grounds(old, new)
        shared = grounds if shared is None else tuple(each for each in shared if each in grounds)
        checks = _checks(old, new)
        if _total(old) != _total(new) or checks:
            changes.append(Change(name, _total(old), _total(new), grounds, checks))
    common = shared or ()
    return Difference(
        changes=tuple(_without(change, common) for change in changes),
        unchanged=len(both) - len(changes),
        grounds=common,
        only_before=tuple(sorted(set(before) - set(after))),
        only_after=tuple(sorted(set(after) - set(before))),
    )


def _as_a_pair(old: Callable[[], Report], new: Callable[[], Report]) -> tuple[Reports, Reports]:
    """Return two single reports under one name: that of the submission, or of both."""
    one, two = old().submission.id, new().submission.id
    name = one if one == two else f"{one} -> {two}"
    return {name: old}, {name: new}


def _reading(path: Path) -> Callable[[], Report]:
    def read() -> Report:
        try:
            return Report.model_validate(json.loads(path.read_bytes()))
        except OSError as error:
            raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
        except ValidationError as error:
            raise UsageError(f"{path}: is not a report of this grader: {first_fault(error)}") from error
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{path}: is not a report: not JSON in UTF-8") from error

    return read


def _without(change: Change, common: tuple[str, ...]) -> Change:
    grounds = tuple(each for each in change.grounds if each not in common)
    return Change(change.name, change.before, change.after, grounds, change.checks)


def _total(report: Report) -> Total:
    return Total(report.status, report.score, report.max_score)


def _grounds(old: Report, new: Report) -> tuple[str, ...]:
    """Return what differs between two reports beside their results, in words."""
    pairs = (
        ("the submission is another one", old.submission.digest, new.submission.digest),
        ("the assignment is another one", old.assignment.name, new.assignment.name),
        ("configuration, reference or checks differ", old.assignment.digest, new.assignment.digest),
        ("the hidden inputs come from another secret", old.seed_id, new.seed_id),
        ("the grader is another one", old.environment.grader, new.environment.grader),
        ("Python is another one", old.environment.python, new.environment.python),
        ("NumPy is another one", old.environment.numpy, new.environment.numpy),
    )
    return tuple(f"{text}: {one[:_SHORT]} -> {two[:_SHORT]}" for text, one, two in pairs if one != two)


def _checks(old: Report, new: Report) -> tuple[CheckChange, ...]:
    before = {check.id: check for task in old.tasks for check in task.checks}
    after = {check.id: check for task in new.tasks for check in task.checks}
    made = []
    for check in [*after.values(), *(check for id_, check in before.items() if id_ not in after)]:
        one, two = before.get(check.id), after.get(check.id)
        if kind := _kind(one, two):
            made.append(CheckChange(check.id, check.title, kind, _side(one), _side(two)))
    return tuple(made)


def _kind(one: CheckPart | None, two: CheckPart | None) -> Kind | None:
    if one is None or two is None:
        return "new" if one is None else "removed"
    if one.verdict != two.verdict:
        return "verdict"
    if abs(_share(one) - _share(two)) > 1e-5:  # scores are rounded to six decimals
        return "score"
    if one.max_score != two.max_score:
        return "points"
    return "message" if one.message != two.message else None


def _share(check: CheckPart) -> float:
    if check.verdict is Verdict.PASSED and check.score is not None and check.max_score == 0:
        return 1.0
    return (check.score or 0.0) / check.max_score if check.max_score else 0.0


def _side(check: CheckPart | None) -> Side | None:
    return Side(check.verdict, check.score, check.max_score, check.message) if check else None
