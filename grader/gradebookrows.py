"""
Write the rows of the gradebook inside a transaction. Begins none.

A row that must be there once is inserted or ignored, then looked up; a student's row is locked while
anything of the student is written (SQLite locks the whole file by itself).
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Insert, Select, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from grader.accounts import Account, Adjusted
from grader.gradebookschema import Adjustment, Attempt, Grading, Student, Table
from grader.gradebookviews import storable, student_named, time_text, unknown_student
from grader.handins import Handin
from grader.schema import Report, to_json


def report_digest(report: Report) -> str:
    """Return the SHA-256 of *report* without what differs between two gradings of the same."""
    data = report.model_dump_json(exclude={"timing", "environment"})
    return hashlib.sha256(data.encode()).hexdigest()


def is_known(session: Session, account: Account, handin: Handin, report: Report) -> bool:
    """Return whether recording *report* would change nothing: one question, asked often in a second run."""
    found = session.execute(
        select(Student.name, Student.group_name, Student.ids, Attempt, Grading.report_digest)
        .join(Attempt, Attempt.student_id == Student.id)
        .join(Grading, Grading.attempt_id == Attempt.id)
        .where(
            Student.assignment == report.assignment.name,
            Student.student == storable(account.student),
            Attempt.digest == storable(report.submission.digest),
            Attempt.submitted_at == _submitted(handin),
        )
        .order_by(Grading.number.desc())
        .limit(1)
    ).first()
    if found is None:
        return False
    name, group, ids, attempt, digest = found
    same = _details(name, group, ids, account) == (name, group, ids) and handin.late in {None, attempt.late}
    return same and digest == report_digest(report) and not _is_overtaken(session, attempt)


def is_enrolled(session: Session, assignment: str, account: Account) -> bool:
    """Return whether putting the student of *account* would change nothing."""
    row = session.scalar(student_named(assignment, account.student))
    if row is None:
        return False
    known = (row.name, row.group_name, row.ids)
    return _details(*known, account) == known


def put_student(session: Session, assignment: str, account: Account) -> Student:
    """Return the row of the student of *account*, made or brought up to date, and locked."""
    student = storable(account.student)
    values = {"assignment": assignment, "student": student, "name": "", "group_name": "", "ids": {}}
    session.execute(_insert(session, Student, values))
    row = session.scalars(student_named(assignment, student).with_for_update()).one()
    row.name, row.group_name, row.ids = _details(row.name, row.group_name, row.ids, account)
    return row


def put_students(session: Session, assignment: str, accounts: Sequence[Account]) -> None:
    """Make or bring up to date the rows of all students of *accounts*."""
    for account in accounts:
        put_student(session, assignment, account)


def put_grading(session: Session, account: Account, handin: Handin, report: Report) -> bool:
    """Make *report* the last result of the attempt *handin*; return whether it was not that before."""
    now = time_text(datetime.now(UTC))
    student = put_student(session, report.assignment.name, account)
    key = {"digest": storable(report.submission.digest), "submitted_at": _submitted(handin)}
    values = key | {"student_id": student.id, "late": handin.late, "recorded_at": now}
    session.execute(_insert(session, Attempt, values))
    attempt = session.scalars(_attempt(student.id, handin, report)).one()
    attempt.late = attempt.late if handin.late is None else handin.late
    is_back = _is_overtaken(session, attempt)
    if is_back:
        attempt.recorded_at = now
    last = session.scalar(_last_grading(attempt.id))
    digest = report_digest(report)
    if last is not None and last.report_digest == digest:
        return is_back
    session.add(
        Grading(
            attempt_id=attempt.id,
            number=last.number + 1 if last else 1,
            report_digest=digest,
            assignment_digest=report.assignment.digest,
            status=report.status,
            score=report.score,
            max_score=report.max_score,
            graded_at=now,
            report=zlib.compress(to_json(report).encode()),
        )
    )
    return True


def put_adjustment(session: Session, assignment: str, student: str, made: Adjusted, token: str) -> None:
    """
    Add an adjustment, once for each *token*.

    Raises:
        UsageError: There is no such student.
    """
    row = session.scalar(student_named(assignment, student).with_for_update())
    if row is None:
        raise unknown_student(session, assignment, student)
    values = {
        "student_id": row.id,
        "points": made.points,
        "author": made.author,
        "reason": made.reason,
        "below_zero": made.below_zero,
        "adjusted_at": time_text(made.adjusted_at),
        "token": token,
    }
    session.execute(_insert(session, Adjustment, values))


def _insert(session: Session, table: type[Table], values: dict[str, Any]) -> Insert:
    """Return an insertion that does nothing where the row is there already."""
    dialect = session.get_bind().dialect.name
    made = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    return made.values(**values).on_conflict_do_nothing()


def _attempt(student_id: int, handin: Handin, report: Report) -> Select[Attempt]:
    return select(Attempt).where(
        Attempt.student_id == student_id,
        Attempt.digest == storable(report.submission.digest),
        Attempt.submitted_at == _submitted(handin),
    )


def _is_overtaken(session: Session, attempt: Attempt) -> bool:
    """Return whether another attempt, of which no time of its own tells, was recorded after *attempt*."""
    found = session.execute(
        select(Attempt.recorded_at, Attempt.id).where(
            Attempt.student_id == attempt.student_id, Attempt.submitted_at == attempt.submitted_at
        )
    )
    return (attempt.recorded_at, attempt.id) < max((at, number) for at, number in found)


def _last_grading(attempt_id: int) -> Select[Grading]:
    return select(Grading).where(Grading.attempt_id == attempt_id).order_by(Grading.number.desc()).limit(1)


def _submitted(handin: Handin) -> str:
    return time_text(handin.submitted_at) if handin.submitted_at else ""


def _details(
    name: str, group: str, ids: Mapping[str, str], account: Account
) -> tuple[str, str, dict[str, str]]:
    """Return the name, group and ids that a row should have; what *account* does not say stays."""
    more = {storable(key): storable(value) for key, value in account.ids.items()}
    return storable(account.name) or name, storable(account.group) or group, {**ids, **more}
