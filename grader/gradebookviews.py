"""Read the rows of the gradebook inside a transaction, as records. Begins none and writes nothing."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from grader.accounts import Account, Adjusted, Graded
from grader.errors import UsageError
from grader.gradebookschema import Adjustment, Attempt, Grading, Student
from grader.schema import Report
from grader.standing import Attempt as AttemptRecord
from grader.yamlfile import suggest


def storable(text: str) -> str:
    """Return *text* as any database takes it: without NUL, lone surrogates spelt out."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def time_text(moment: datetime) -> str:
    """Return *moment* as it is stored; the texts sort as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def student_named(assignment: str, student: str) -> Select[Student]:
    """Return the question for the row of *student*."""
    return select(Student).where(Student.assignment == assignment, Student.student == storable(student))


def accounts(session: Session, assignment: str, student: str | None = None) -> list[Account]:
    """Return what is known of the students of *assignment*, or of one of them, sorted."""
    chosen = select(Student).where(Student.assignment == assignment)
    if student is not None:
        chosen = chosen.where(Student.student == storable(student))
    students = sorted(session.scalars(chosen), key=lambda row: row.student)
    attempts = _attempts(session, assignment)
    adjustments = _adjustments(session, assignment)
    return [
        Account(
            row.student,
            row.name,
            row.group_name,
            row.ids,
            tuple(attempts.get(row.id, ())),
            tuple(adjustments.get(row.id, ())),
        )
        for row in students
    ]


def gradings(session: Session, assignment: str, student: str) -> list[Graded]:
    """Return all results of all attempts of *student*, the oldest first; attempts are numbered as ever."""
    found = session.execute(
        select(Grading.attempt_id, *_GRADED)
        .join(Attempt)
        .join(Student)
        .where(Student.assignment == assignment, Student.student == storable(student))
        .order_by(Attempt.id, Grading.number)
    ).all()
    numbers = {attempt: 1 + index for index, attempt in enumerate(dict.fromkeys(row[0] for row in found))}
    made = [
        Graded(numbers[row[0]], row[1], row[2], row[3], row[4], _moment(row[5]), row[6], row[7])
        for row in found
    ]
    return sorted(made, key=lambda each: (each.graded_at, each.attempt, each.number))


def recorded(session: Session, assignment: str) -> frozenset[tuple[str, str]]:
    """Return the last result of each attempt: the student, and the digest of the report."""
    newest = (
        select(Grading.attempt_id, func.max(Grading.number).label("number"))
        .group_by(Grading.attempt_id)
        .subquery()
    )
    found = session.execute(
        select(Student.student, Grading.report_digest)
        .join(Attempt, Attempt.student_id == Student.id)
        .join(newest, newest.c.attempt_id == Attempt.id)
        .join(Grading, (Grading.attempt_id == newest.c.attempt_id) & (Grading.number == newest.c.number))
        .where(Student.assignment == assignment)
    )
    return frozenset((student, digest) for student, digest in found)


def reports(session: Session, assignment: str, until: datetime | None = None) -> Iterator[tuple[str, bytes]]:
    """
    Yield the last report of each attempt, or the last one recorded before *until*, as (name, packed report).

    An attempt's name is the student's, with the number behind it from the second one on.
    """
    last = select(Grading.attempt_id, func.max(Grading.number).label("number")).group_by(Grading.attempt_id)
    if until is not None:
        last = last.where(Grading.graded_at < time_text(until))
    newest = last.subquery()
    found = session.execute(
        select(Student.student, Attempt.id, Grading.report)
        .join(Attempt, Attempt.student_id == Student.id)
        .outerjoin(newest, newest.c.attempt_id == Attempt.id)
        .outerjoin(Grading, (Grading.attempt_id == newest.c.attempt_id) & (Grading.number == newest.c.number))
        .where(Student.assignment == assignment)
        .order_by(Student.student, Attempt.id)
        .execution_options(yield_per=50)
    )
    seen: dict[str, int] = defaultdict(int)
    for student, _, report in found:
        seen[student] += 1
        name = student if seen[student] == 1 else f"{student} #{seen[student]}"
        if report is not None:
            yield name, report


@dataclass(frozen=True)
class Regraded:
    """
    An attempt whose last result differs in status or points from the one before it.

    Args:
        student: By which the gradebook knows the student.
        attempt: Its number, as in `Attempt`.
        graded_at: When the last result was recorded.
        before, after: The two reports, packed.
    """

    student: str
    attempt: int
    graded_at: datetime
    before: bytes
    after: bytes


def regraded(session: Session, assignment: str) -> list[Regraded]:
    """Return the attempts of *assignment* that a regrade gave other points or another status, by student."""
    after, before = aliased(Grading), aliased(Grading)
    last = select(Grading.attempt_id, func.max(Grading.number).label("number")).group_by(Grading.attempt_id)
    newest = last.subquery()
    changed = or_(
        after.status != before.status,
        func.coalesce(after.score, -1.0) != func.coalesce(before.score, -1.0),
        after.max_score != before.max_score,
    )
    found = session.execute(
        select(Student.student, Attempt.id, after.graded_at, before.report, after.report)
        .join(Attempt, Attempt.student_id == Student.id)
        .join(newest, newest.c.attempt_id == Attempt.id)
        .join(after, (after.attempt_id == Attempt.id) & (after.number == newest.c.number))
        .join(before, (before.attempt_id == Attempt.id) & (before.number == newest.c.number - 1))
        .where(Student.assignment == assignment, changed)
        .order_by(Student.student, Attempt.id)
    ).all()
    numbers = _numbers(session, assignment)
    return [Regraded(row[0], numbers[row[1]], _moment(row[2]), row[3], row[4]) for row in found]


def last_graded(session: Session, assignment: str) -> datetime | None:
    """Return when the newest result of *assignment* was recorded; None where there is none."""
    found = session.scalar(
        select(func.max(Grading.graded_at))
        .join(Attempt)
        .join(Student)
        .where(Student.assignment == assignment)
    )
    return _moment(found) if found else None


def unpacked(report: bytes) -> Report:
    """Return the report that `reports` has yielded."""
    return Report.model_validate_json(zlib.decompress(report))


def unknown_student(session: Session, assignment: str, student: str) -> UsageError:
    """Return the complaint that there is no such student, with the nearest name."""
    known = list(session.scalars(select(Student.student).where(Student.assignment == assignment)))
    if not known:
        return UsageError(f"the gradebook has no student of the assignment {assignment!r} yet")
    advice = suggest(student, known).partition(" known:")[0].rstrip(";")
    return UsageError(f"no student {student!r} in the gradebook{advice}")


_GRADED = (
    Grading.number,
    Grading.status,
    Grading.score,
    Grading.max_score,
    Grading.graded_at,
    Grading.assignment_digest,
    Grading.report_digest,
)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _numbers(session: Session, assignment: str) -> dict[int, int]:
    """Return the number of each attempt among those of its student, by its row."""
    found = session.execute(
        select(Attempt.id, Attempt.student_id)
        .join(Student)
        .where(Student.assignment == assignment)
        .order_by(Attempt.id)
    )
    seen: dict[int, int] = defaultdict(int)
    numbers = {}
    for attempt, student in found:
        seen[student] += 1
        numbers[attempt] = seen[student]
    return numbers


def _attempts(session: Session, assignment: str) -> dict[int, list[AttemptRecord]]:
    last = (
        select(Grading.attempt_id, func.max(Grading.number).label("number"))
        .group_by(Grading.attempt_id)
        .subquery()
    )
    found = session.execute(
        select(
            Attempt.student_id,
            Attempt.digest,
            Attempt.submitted_at,
            Attempt.recorded_at,
            Attempt.late,
            Grading.score,
            Grading.max_score,
            Grading.status,
            Grading.number,
        )
        .join(Student, Student.id == Attempt.student_id)
        .join(last, last.c.attempt_id == Attempt.id)
        .join(Grading, (Grading.attempt_id == Attempt.id) & (Grading.number == last.c.number))
        .where(Student.assignment == assignment)
        .order_by(Attempt.id)
    )
    by_student: dict[int, list[AttemptRecord]] = defaultdict(list)
    for student, digest, submitted, recorded, late, score, most, status, results in found:
        at = _moment(submitted) if submitted else None
        number = len(by_student[student]) + 1
        by_student[student].append(
            AttemptRecord(number, digest, at, _moment(recorded), late, score, most, status, results)
        )
    return by_student


def _adjustments(session: Session, assignment: str) -> dict[int, list[Adjusted]]:
    found = session.scalars(
        select(Adjustment).join(Student).where(Student.assignment == assignment).order_by(Adjustment.id)
    )
    by_student: dict[int, list[Adjusted]] = defaultdict(list)
    for row in found:
        made = Adjusted(row.points, row.author, row.reason, _moment(row.adjusted_at), row.below_zero)
        by_student[row.student_id].append(made)
    return by_student
