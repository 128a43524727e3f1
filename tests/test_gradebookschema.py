"""Specify the tables: what may be there only once, whoever writes it."""

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader.gradebookschema import Adjustment, Attempt, Grading, Student, Table


@pytest.fixture
def session():
    """A session on empty tables in memory, with one student."""
    engine = create_engine("sqlite://")
    Table.metadata.create_all(engine)
    with Session(engine) as opened:
        opened.add(student())
        opened.flush()
        yield opened
    engine.dispose()


def student():
    """Return the row of ada."""
    return Student(assignment="course", student="ada", name="", group_name="", ids={})


def attempt():
    """Return the row of an attempt of which no time is known."""
    return Attempt(student_id=1, digest="d1", submitted_at="", late=None, recorded_at="2026")


def grading():
    """Return the row of the first result."""
    return Grading(
        attempt_id=1,
        number=1,
        report_digest="r",
        assignment_digest="a",
        status="graded",
        score=1.0,
        max_score=2.0,
        graded_at="2026",
        report=b"",
    )


def adjustment():
    """Return the row of an adjustment."""
    made = {"points": 1.0, "author": "me", "reason": "r", "below_zero": False, "adjusted_at": "2026"}
    return Adjustment(student_id=1, token="t", **made)


@pytest.mark.parametrize("row", [student, attempt, grading, adjustment])
def test_nothing_is_there_twice(session, row):
    """An attempt without a time neither: unknown is a value like any other."""
    if row is not student:
        session.add(row())
        session.flush()

    session.add(row())

    with pytest.raises(IntegrityError):
        session.flush()


def test_the_tables_leave_room_for_others():
    """In a database that a course shares with other programs all names begin alike."""
    assert all(name.startswith("grader_") for name in Table.metadata.tables)
