"""Specify how rows are written: each once, and only where something is new."""

from dataclasses import replace

import pytest
from sqlalchemy import event, func, select

from grader import standing
from grader.accounts import Account, Adjusted
from grader.database import Database
from grader.errors import UsageError
from grader.gradebook import Gradebook
from grader.gradebookrows import (
    Written,
    is_enrolled,
    is_known,
    put_adjustment,
    put_grading,
    put_student,
    report_digest,
)
from grader.gradebookschema import Adjustment, Attempt, Grading, Student
from tests.gradebooks import DUE, NAME, check, handin, report

ADA = Account("ada")


@pytest.fixture
def database(tmp_path):
    """A gradebook in which `ada` has one result."""
    with Gradebook(tmp_path) as book:
        book.record(handin(), report())
    opened = Database(tmp_path)
    yield opened
    opened.close()


def counts(database):
    """Return how many rows the tables have."""
    tables = (Student, Attempt, Grading, Adjustment)
    return database.read(lambda s: [s.scalar(select(func.count()).select_from(table)) for table in tables])


@pytest.mark.parametrize(
    "account, given, graded, known",
    [
        (ADA, handin(), report(seconds=5.0), True),
        (ADA, handin(), report(score=1.0), False),
        (ADA, handin(), report(assignment="a2"), False),
        (ADA, handin(), report(digest="d2"), False),
        (ADA, handin(hours=2), report(), False),
        (ADA, handin(late=True), report(), False),
        (Account("ada", "Ada"), handin(), report(), False),
        (Account("ada", ids={"canvas": "7"}), handin(), report(), False),
        (Account("bob"), handin("bob"), report(), False),
    ],
)
def test_what_is_known_is_told_apart_from_news(database, account, given, graded, known):
    """Anything that a row would hold makes it news; what only differs from run to run does not."""
    assert database.read(lambda session: is_known(session, account, given, graded)) is known


@pytest.mark.parametrize("hours", [None, 1])
def test_contents_that_are_there_again_count_again(tmp_path, hours):
    """Of attempts that no time tells apart, that of the last run holds: what lies in the class's folder."""
    given = handin() if hours else replace(handin(), submitted_at=None)
    with Gradebook(tmp_path) as book:
        scores = []
        for score, digest in [(10.0, "d1"), (2.0, "d2"), (10.0, "d1"), (10.0, "d1"), (2.0, "d2")]:
            news = book.record(given, report(score=score, digest=digest))
            [attempts] = [account.attempts for account in book.accounts(NAME)]
            scores.append((max(attempts, key=standing._order).score, news))

    assert scores == [(10.0, True), (2.0, True), (10.0, True), (10.0, False), (2.0, True)]
    assert len(attempts) == 2


@pytest.mark.parametrize("made", [(report(),), (report(), report(score=1.0), report(score=1.0), report())])
def test_news_need_no_question_before(tmp_path, made):
    """What is entered without one leaves the same rows as what is recorded, and is as much news."""
    found = []
    for name in ("asked", "unasked"):
        with Gradebook(tmp_path / f"{name}.sqlite") as book:
            put = book.record if name == "asked" else lambda who, each: book.enter(who, Written.of(each))
            news = [put(handin(), each) for each in made]
            results = [replace(each, graded_at=DUE) for each in book.gradings(NAME, "ada")]
            found.append((news, results, book.reports(NAME)))

    assert found[0] == found[1]


def test_of_a_new_student_nothing_is_looked_up(database):
    """Nothing can be there of whoever had no row: three rows are written, and no question is asked."""
    told = []

    def put(session):
        event.listen(session.connection(), "before_cursor_execute", lambda *given: told.append(given[2]))
        return put_grading(session, Account("bob"), handin("bob"), Written.of(report("bob")))

    assert database.write(put) is True
    assert [statement.partition(" (")[0] for statement in told] == [
        "INSERT INTO grader_students",
        "INSERT INTO grader_attempts",
        "INSERT INTO grader_gradings",
    ]
    assert counts(database) == [2, 2, 2, 0]


def test_putting_the_same_again_adds_no_row(database):
    """Neither a student nor an attempt nor a result."""
    before = counts(database)

    news = database.write(
        lambda session: put_grading(session, ADA, handin(), Written.of(report(seconds=5.0)))
    )

    assert news is False
    assert counts(database) == before == [1, 1, 1, 0]


@pytest.mark.parametrize(
    "account, enrolled",
    [
        (ADA, True),
        (Account("ada", "Ada"), False),
        (Account("ada", ids={"canvas": "7"}), False),
        (Account("b"), False),
    ],
)
def test_who_is_enrolled_is_told_apart_from_news(database, account, enrolled):
    """A student of whom nothing new is said need not be written."""
    assert database.read(lambda session: is_enrolled(session, NAME, account)) is enrolled


def test_a_student_is_brought_up_to_date(database):
    """In the row that is there; what the new account does not say stays."""
    database.write(lambda session: put_student(session, NAME, Account("ada", "Ada", "g1", {"canvas": "7"})))
    database.write(lambda session: put_student(session, NAME, Account("ada", group="g2")))

    (row,) = database.read(lambda session: list(session.scalars(select(Student))))
    assert (row.name, row.group_name, row.ids) == ("Ada", "g2", {"canvas": "7"})
    assert counts(database)[0] == 1


def test_an_adjustment_is_there_once_for_each_token(database):
    """One that is tried again after a lost connection is not another one."""
    made = Adjusted(1.0, "me", "because", DUE)

    for token in ("t1", "t1", "t2"):
        database.write(lambda session, token=token: put_adjustment(session, NAME, "ada", made, token))

    assert counts(database)[3] == 2


def test_an_adjustment_of_nobody_is_refused(database):
    """Points cannot be given to a name that was mistyped."""
    made = Adjusted(1.0, "me", "because", DUE)

    with pytest.raises(UsageError, match="no student 'eve'"):
        database.write(lambda session: put_adjustment(session, NAME, "eve", made, "t"))


def test_a_digest_leaves_out_what_differs_between_two_gradings():
    """Everything else counts, down to a message."""
    first = report("ada", 80.0, check(message="one"))

    assert report_digest(first) == report_digest(report("ada", 80.0, check(message="one"), seconds=9.0))
    assert report_digest(first) != report_digest(report("ada", 80.0, check(message="two")))
