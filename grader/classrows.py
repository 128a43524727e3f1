"""Bring together what gradebook and reports say of each student of a class. Reads no file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grader.accounts import Account, grade
from grader.config import Config
from grader.grades import Grade
from grader.sheets import Sheet
from grader.standing import Weighed


@dataclass(frozen=True)
class Row:
    """
    One student.

    Args:
        number: Of the row, from 1 on.
        grade: What the student gets in the end.
        attempts: In the order in which they were handed in.
        counting: Number of the attempt that counts; None where none does.
        reasons: Of the adjustments, with their points.
        report: What the file of the report is called, without its ending; empty where there is none.
        sheet: That report, reduced.
    """

    number: int
    grade: Grade
    attempts: tuple[Weighed, ...] = ()
    counting: int | None = None
    reasons: tuple[tuple[float, str], ...] = ()
    report: str = ""
    sheet: Sheet | None = None

    @property
    def failed(self) -> tuple[str, ...]:
        """Return the ids of the checks that the submission's code did not pass."""
        return tuple(id_ for id_, mark in self.sheet.marks.items() if mark.failed) if self.sheet else ()

    @property
    def late(self) -> bool:
        """Return whether the attempt that counts is late, by its time or by what the platform says."""
        counting = next((each for each in self.attempts if each.attempt.number == self.counting), None)
        return bool(self.grade.late_s) or bool(counting and counting.attempt.late and not self.grade.late_s)


def class_rows(
    accounts: Iterable[Account],
    config: Config,
    sheets: Mapping[str, Sheet],
    owners: Mapping[str, str] | None = None,
) -> list[Row]:
    """
    Return a row for each student of the gradebook, and for each report that belongs to none of them.

    Args:
        accounts: Of the gradebook; rows come in their order.
        config: Of the assignment.
        sheets: Reports by what their files are called.
        owners: Whose each report is. Where that is not known a report is that of the student it is
            named after, else of the only one with an attempt of its digest.
    """
    known = list(accounts)
    names = _assigned(known, sheets, owners)
    rows = [_row(number, account, config, names, sheets) for number, account in enumerate(known, 1)]
    taken = {row.report for row in rows}
    for name, sheet in sheets.items():
        if name not in taken:
            made = Grade(name, sheet.score, sheet.max_score, sheet.status, raw_score=sheet.score)
            rows.append(Row(len(rows) + 1, made, report=name, sheet=sheet))
    return rows


def _row(
    number: int,
    account: Account,
    config: Config,
    names: Mapping[str, list[str]],
    sheets: Mapping[str, Sheet],
) -> Row:
    standing = account.standing(config)
    counting = standing.counting.attempt if standing.counting else None
    own = names.get(account.student, [])
    counts = [name for name in own if counting and sheets[name].digest == counting.digest]
    report = (counts or own or [""])[0]
    return Row(
        number,
        grade(account, config),
        standing.weighed,
        counting.number if counting else None,
        tuple((each.points, each.reason) for each in account.adjustments),
        report,
        sheets.get(report),
    )


def _assigned(
    accounts: list[Account], sheets: Mapping[str, Sheet], owners: Mapping[str, str] | None
) -> dict[str, list[str]]:
    """Return the names of the reports of each student."""
    students = {account.student for account in accounts}
    by_digest: dict[str, set[str]] = defaultdict(set)
    for account in accounts:
        for attempt in account.attempts:
            by_digest[attempt.digest].add(account.student)
    names: dict[str, list[str]] = defaultdict(list)
    for name, sheet in sheets.items():
        owner = (owners or {}).get(name, name)
        alike = by_digest[sheet.digest]
        if owner in students:
            names[owner].append(name)
        elif len(alike) == 1:
            names[next(iter(alike))].append(name)
    return names
