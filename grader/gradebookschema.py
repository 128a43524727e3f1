"""
Define the tables of the gradebook as SQLAlchemy models. Opens no database.

All times are text, ISO 8601 in UTC with microseconds: SQLite knows no time zones, and text sorts.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import JSON

SCHEMA_VERSION = 1


class Table(DeclarativeBase):
    """What all tables of the gradebook have in common: names that leave room for others' tables."""

    type_annotation_map = {str: String, bytes: LargeBinary, dict[str, str]: JSON}  # noqa: RUF012  SQLAlchemy's name


class Meta(Table):
    """What holds of the whole gradebook: its `schema_version`."""

    __tablename__ = "grader_meta"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Student(Table):
    """A student of one assignment, as the last record says; `student` is what the grader goes by."""

    __tablename__ = "grader_students"
    __table_args__ = (UniqueConstraint("assignment", "student"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment: Mapped[str]
    student: Mapped[str]
    name: Mapped[str]
    group_name: Mapped[str]
    ids: Mapped[dict[str, str]]


class Attempt(Table):
    """What a student handed in once; `submitted_at` is empty where nobody says."""

    __tablename__ = "grader_attempts"
    __table_args__ = (UniqueConstraint("student_id", "digest", "submitted_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey(Student.id))
    digest: Mapped[str]
    submitted_at: Mapped[str]
    late: Mapped[bool | None]
    recorded_at: Mapped[str]


class Grading(Table):
    """One result of grading an attempt; the one with the highest `number` holds, the others are history."""

    __tablename__ = "grader_gradings"
    __table_args__ = (UniqueConstraint("attempt_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey(Attempt.id))
    number: Mapped[int]
    report_digest: Mapped[str]
    assignment_digest: Mapped[str]
    status: Mapped[str]
    score: Mapped[float | None]
    max_score: Mapped[float]
    graded_at: Mapped[str]
    report: Mapped[bytes]


class Adjustment(Table):
    """Points that a person gave or took; never changed, so that undoing one is another one."""

    __tablename__ = "grader_adjustments"

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey(Student.id), index=True)
    points: Mapped[float]
    author: Mapped[str]
    reason: Mapped[str]
    below_zero: Mapped[bool]
    adjusted_at: Mapped[str]
    token: Mapped[str] = mapped_column(unique=True)
