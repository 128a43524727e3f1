"""Specify how rows are read back as records."""

import random
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.database import Database
from grader.gradebook import Gradebook
from grader.gradebookviews import accounts, reports, storable, time_text, unknown_student
from tests.gradebooks import NAME, handin, report


@pytest.fixture
def database(tmp_path):
    """A gradebook with three students, recorded out of order; the second has two attempts."""
    with Gradebook(tmp_path) as book:
        for student in ("cem", "ada", "bob"):
            book.record(handin(student), report(student))
        book.record(handin("bob", hours=None, late=True), report("bob", digest="d2"))
    opened = Database(tmp_path)
    yield opened
    opened.close()


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.just("\0") | st.just("\udc80")))
def test_any_text_can_be_stored(text):
    """As UTF-8 without NUL; what could be stored anyway is not touched."""
    stored = storable(text)

    assert "\0" not in stored
    stored.encode()
    if "\0" not in text and "\udc80" not in text:
        assert stored == text


def test_texts_of_times_sort_as_the_times_do():
    """In whatever zone and with whatever fraction of a second they came."""
    start = datetime(2026, 11, 30, 12, tzinfo=UTC)
    moments = [
        start + timedelta(microseconds=step) for step in (0, 1, 10, 999_999, 1_000_000, 86_400_000_000)
    ]
    zoned = [
        moment.astimezone(timezone(timedelta(hours=index * 3 - 9))) for index, moment in enumerate(moments)
    ]
    mixed = random.Random(1).sample(zoned, len(zoned))

    assert sorted(mixed, key=time_text) == moments


def test_students_come_sorted_with_their_attempts(database):
    """One of them alone where asked for, and what the platform says of lateness with the attempt."""
    every = database.read(lambda session: accounts(session, NAME))
    (bob,) = database.read(lambda session: accounts(session, NAME, "bob"))

    assert [account.student for account in every] == ["ada", "bob", "cem"]
    assert every[1] == bob
    assert [(each.number, each.digest, each.late) for each in bob.attempts] == [
        (1, "d1", None),
        (2, "d2", True),
    ]
    assert bob.attempts[1].submitted_at is None


def test_reports_are_named_by_student_and_attempt(database):
    """The order is the same each time; before the first result there is none."""
    names = database.read(lambda session: [name for name, _ in reports(session, NAME)])
    before = database.read(lambda session: list(reports(session, NAME, datetime(2026, 1, 1, tzinfo=UTC))))

    assert names == ["ada", "bob", "bob #2", "cem"]
    assert before == []


def test_an_unknown_student_is_told_with_the_nearest(database):
    """Without the list of the whole class; with another text where there is no class at all."""
    near = database.read(lambda session: str(unknown_student(session, NAME, "adda")))
    far = database.read(lambda session: str(unknown_student(session, NAME, "zzzzz")))
    empty = database.read(lambda session: str(unknown_student(session, "other", "ada")))

    assert near == "no student 'adda' in the gradebook; did you mean 'ada'?"
    assert far == "no student 'zzzzz' in the gradebook"
    assert empty == "the gradebook has no student of the assignment 'other' yet"
