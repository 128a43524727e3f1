"""
Write the rows of the gradebook inside a transaction. Begins none.

A row that must be there once is inserted or ignored, then looked up; a student's row is locked while
anything of the student is written (SQLite locks the whole file by itself).
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from typing import Any, Self, cast

from sqlalchemy import Connection, Executable, Insert, Select, TableClause, bindparam, select, update
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


@dataclass(frozen=True)
class Written:
    """
    A report with what is kept of it.

    Args:
        report: As it is.
        text: As JSON.
        digest: Of what two gradings of the same have in common.
    """

    report: Report
    text: str
    digest: str

    @classmethod
    def of(cls, report: Report) -> Self:
        """Return *report* as it is kept."""
        return cls(report, to_json(report), report_digest(report))


def is_known(session: Session, account: Account, handin: Handin, report: Report) -> bool:
    """Return whether recording *report* would change nothing: one question, asked often in a second run."""
    asked = {
        "assignment": report.assignment.name,
        "student": storable(account.student),
        "digest": storable(report.submission.digest),
        "submitted_at": _submitted(handin),
    }
    found = session.connection().execute(_last_result(), asked).first()
    if found is None:
        return False
    known = (found.name, found.group_name, found.ids)
    if _details(*known, account) != known or handin.late not in {None, found.late}:
        return False
    if found.report_digest != report_digest(report):
        return False
    attempts = _attempts_at(session, found.student_id, handin)
    return not _is_overtaken(attempts, storable(report.submission.digest))


def is_enrolled(session: Session, assignment: str, account: Account) -> bool:
    """Return whether putting the student of *account* would change nothing."""
    row = session.scalar(student_named(assignment, account.student))
    if row is None:
        return False
    known = (row.name, row.group_name, row.ids)
    return _details(*known, account) == known


def put_student(session: Session, assignment: str, account: Account) -> int:
    """Return the id of the row of the student of *account*, made or brought up to date, and locked."""
    connection = session.connection()
    _insert_student(connection, assignment, account)
    return _up_to_date(connection, assignment, account)


def put_grading(session: Session, account: Account, handin: Handin, written: Written) -> bool:
    """Make *written* the last result of the attempt *handin*; return whether it was not that before."""
    connection = session.connection()
    now, report = time_text(datetime.now(UTC)), written.report
    key = {"assignment": report.assignment.name, "student": storable(account.student)}
    digest = storable(report.submission.digest)
    values: dict[str, Any] = {"digest": digest, "submitted_at": _submitted(handin)}
    values |= {"late": handin.late, "recorded_at": now}
    if _insert_student(connection, key["assignment"], account):  # who is new has no attempts to look through
        connection.execute(_first_attempt(connection.dialect.name), key | values)
        connection.execute(_first_grading(connection.dialect.name), key | _grading(written, 1, now))
        return True
    student = _up_to_date(connection, key["assignment"], account)
    values["student_id"] = student
    is_new = connection.execute(_insert(Attempt, connection.dialect.name), values).rowcount == 1
    attempts = _attempts_at(session, student, handin)
    attempt, is_back = attempts[digest], _is_overtaken(attempts, digest)
    changed: dict[str, Any] = {"recorded_at": now} if is_back else {}
    if handin.late is not None and handin.late != attempt.late:
        changed["late"] = handin.late
    if changed:
        connection.execute(update(_columns_of(Attempt)).where(Attempt.id == attempt.id).values(changed))
    last = None if is_new else connection.execute(_last_grading(), {"attempt": attempt.id}).first()
    if last is not None and last.report_digest == written.digest:
        return is_back
    row = _grading(written, last.number + 1 if last else 1, now)
    connection.execute(_insert(Grading, connection.dialect.name), {"attempt_id": attempt.id, **row})
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
    connection = session.connection()
    connection.execute(_insert(Adjustment, connection.dialect.name), values)


# Made once each: SQLAlchemy takes longer to put a question together than the database to answer it.


@cache
def _insert(table: type[Table], dialect: str) -> Insert:
    """Return an insertion of one row that does nothing where the row is there already."""
    insert = import_module(f"sqlalchemy.dialects.{dialect}").insert  # each takes its time to import
    made: Insert = insert(_columns_of(table)).on_conflict_do_nothing()
    return made.inline()  # nobody needs to be told its number


@cache
def _first_attempt(dialect: str) -> Insert:
    """Return the insertion of the only attempt of a student, who is named rather than numbered."""
    return _insert(Attempt, dialect).values(student_id=_named(select(Student.id)).scalar_subquery())


@cache
def _first_grading(dialect: str) -> Insert:
    """Return the insertion of a result of the only attempt of a student."""
    attempt = _named(select(Attempt.id).join(Student, Attempt.student_id == Student.id))
    return _insert(Grading, dialect).values(attempt_id=attempt.scalar_subquery())


def _named(question: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Return *question* about the student that the parameters name."""
    return question.where(
        Student.assignment == bindparam("assignment"), Student.student == bindparam("student")
    )


@cache
def _last_result() -> Executable:
    """Return the question for the last result of an attempt, and what is known of its student."""
    return (
        select(Student.name, Student.group_name, Student.ids)
        .add_columns(Attempt.student_id, Attempt.late, Grading.report_digest)
        .join(Attempt, Attempt.student_id == Student.id)
        .join(Grading, Grading.attempt_id == Attempt.id)
        .where(
            Student.assignment == bindparam("assignment"),
            Student.student == bindparam("student"),
            Attempt.digest == bindparam("digest"),
            Attempt.submitted_at == bindparam("submitted_at"),
        )
        .order_by(Grading.number.desc())
        .limit(1)
    )


@cache
def _student_to_write() -> Executable:
    """Return the question for the row of a student, which is locked until the end of the transaction."""
    return _named(select(Student.id, Student.name, Student.group_name, Student.ids)).with_for_update()


@cache
def _simultaneous() -> Executable:
    return select(Attempt.digest, Attempt.id, Attempt.late, Attempt.recorded_at).where(
        Attempt.student_id == bindparam("student"), Attempt.submitted_at == bindparam("submitted_at")
    )


@cache
def _last_grading() -> Executable:
    return (
        select(Grading.number, Grading.report_digest)
        .where(Grading.attempt_id == bindparam("attempt"))
        .order_by(Grading.number.desc())
        .limit(1)
    )


def _columns_of(table: type[Table]) -> TableClause:
    """Return a table without its class: rows are written as they are, which is cheaper than by objects."""
    return cast(TableClause, table.__table__)


def _attempts_at(session: Session, student_id: int, handin: Handin) -> dict[str, Any]:
    """Return the rows of what a student has handed in at the time of *handin*, by digest."""
    asked = {"student": student_id, "submitted_at": _submitted(handin)}
    return {row.digest: row for row in session.connection().execute(_simultaneous(), asked)}


def _is_overtaken(attempts: Mapping[str, Any], digest: str) -> bool:
    """Return whether another of the *attempts*, which no time tells apart, was recorded after this one."""
    last = max(attempts.values(), key=lambda row: (row.recorded_at, row.id))
    return bool(last.digest != digest)


def _submitted(handin: Handin) -> str:
    return time_text(handin.submitted_at) if handin.submitted_at else ""


def _details(
    name: str, group: str, ids: Mapping[str, str], account: Account
) -> tuple[str, str, dict[str, str]]:
    """Return the name, group and ids that a row should have; what *account* does not say stays."""
    more = {storable(key): storable(value) for key, value in account.ids.items()}
    return storable(account.name) or name, storable(account.group) or group, {**ids, **more}


def _insert_student(connection: Connection, assignment: str, account: Account) -> bool:
    """Make a row of the student of *account* where there is none; return whether there was none."""
    name, group, ids = _details("", "", {}, account)
    key = {"assignment": assignment, "student": storable(account.student)}
    values = key | {"name": name, "group_name": group, "ids": ids}
    return connection.execute(_insert(Student, connection.dialect.name), values).rowcount == 1


def _up_to_date(connection: Connection, assignment: str, account: Account) -> int:
    """Lock the row of the student of *account*, write in it what is new, and return its id."""
    key = {"assignment": assignment, "student": storable(account.student)}
    row = connection.execute(_student_to_write(), key).one()
    wanted = _details(row.name, row.group_name, row.ids, account)
    if wanted != (row.name, row.group_name, row.ids):
        told = dict(zip(("name", "group_name", "ids"), wanted, strict=True))
        connection.execute(update(_columns_of(Student)).where(Student.id == row.id).values(told))
    return int(row.id)


def _grading(written: Written, number: int, now: str) -> dict[str, Any]:
    """Return the row of a result, without that of its attempt."""
    report = written.report
    return {
        "number": number,
        "report_digest": written.digest,
        "assignment_digest": report.assignment.digest,
        "status": report.status,
        "score": report.score,
        "max_score": report.max_score,
        "graded_at": now,
        "report": zlib.compress(written.text.encode()),
    }
