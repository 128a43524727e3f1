"""Specify the gradebook: nothing lost, nothing twice, whoever writes at the same time, in either database."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from grader.accounts import Account
from grader.config import Config
from grader.deadlines import LateRules
from grader.errors import InternalFault, UsageError
from grader.gradebook import Gradebook
from grader.gradebookviews import unpacked
from grader.handins import Handin
from tests import gradebooks
from tests.gradebooks import ADJUSTMENTS, CONTESTED, DUE, KINDS, NAME, OWN, SHARED, handin, report


@pytest.fixture(params=KINDS)
def place(request, tmp_path):
    """Where no gradebook is yet: in a file, or in a database of a server."""
    with gradebooks.place(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def book(place):
    """An empty gradebook."""
    with Gradebook(place) as opened:
        yield opened


def config(**rules):
    """Return a configuration with the late *rules*."""
    tasks = {"layers": {"title": "Layers", "points": 100}}
    data = {"name": NAME, "title": "A course", "modules": {"layers": "layers.py"}, "tasks": tasks}
    return Config.model_validate(data | {"late": LateRules(**rules)})


def test_two_processes_write_at_once(place):
    """Each result is news to one of them, each adjustment is there once, and none is lost."""
    news = gradebooks.in_two_processes(place)

    with Gradebook(place) as book:
        accounts = {account.student: account for account in book.accounts(NAME)}
        results = book.gradings(NAME, "shared0")
        contested = book.gradings(NAME, "contested")
    assert len(accounts) == SHARED + 1
    assert sum(news) == SHARED + 2 * OWN + 2 * CONTESTED
    assert len(results) == 1 + 2 * OWN
    assert sorted(result.number for result in contested) == list(range(1, 2 * CONTESTED + 1))
    assert sum(each.points for each in accounts["shared0"].adjustments) == 2 * ADJUSTMENTS
    assert {len(account.attempts) for account in accounts.values()} == {1, 3}


def test_the_same_result_again_is_no_news(book):
    """Another time taken or another machine is no other result."""
    first = book.record(handin(), report())
    again = book.record(handin(), report(seconds=9.0, grader="2.0"))

    assert (first, again) == (True, False)
    assert len(book.gradings(NAME, "ada")) == 1


def test_a_regrade_replaces_the_score_and_history_keeps_both(book):
    """Also where the third result is the first one once more: what holds is what came last."""
    for score in (80.0, 70.0, 80.0):
        assert book.record(handin(), report(score=score))

    (grade,) = book.grades(config())
    assert (grade.score, grade.attempts) == (80.0, 1)
    assert [result.score for result in book.gradings(NAME, "ada")] == [80.0, 70.0, 80.0]


def test_every_attempt_is_kept(book):
    """The same files at another time are another attempt; the same time in another zone is not."""
    book.record(handin(hours=-5), report())
    book.record(handin(hours=-4), report())
    at = (DUE - timedelta(hours=4)).astimezone(datetime.fromisoformat("2026-01-01T00:00+05:30").tzinfo)
    book.record(Handin("ada", (), "ada", submitted_at=at), report())

    assert len(book.account(NAME, "ada").attempts) == 2


def test_grades_follow_the_rules_of_today(book):
    """What is recorded is never touched: other rules, other grades, the same gradebook."""
    book.record(handin(hours=-5), report(score=60.0))
    book.record(handin(hours=5), report(score=90.0, digest="d2"))

    scores = [
        book.grades(config(due=DUE, **rules))[0].score
        for rules in ({}, {"percent_per_day": 50}, {"percent_per_day": 50, "counts": "best"})
    ]

    assert scores == [90.0, 40.0, 60.0]


def test_a_grade_says_what_it_is_made_of(book):
    """Raw score, deduction, adjustment, and the time with the offset of the due date."""
    due = datetime.fromisoformat("2026-12-01T00:00+01:00")
    book.record(handin(hours=1, name="Ada Ḷ", group="g1", ids={"canvas": "7"}), report(score=90.0))
    book.adjust(NAME, "ada", 2.5, author="me", reason="typo in the statement")

    (grade,) = book.grades(config(due=due, percent_per_day=10))

    assert (grade.raw_score, grade.late_deduction, grade.adjustment, grade.score) == (90.0, 10.0, 2.5, 82.5)
    assert (grade.late_s, grade.submitted_at) == (3600.0, "2026-12-01T01:00:00+01:00")
    assert (grade.name, grade.group, grade.ids) == ("Ada Ḷ", "g1", {"canvas": "7"})


def test_who_is_enrolled_and_hands_in_nothing_is_missing(book):
    """With the points that there were to be had, and no score."""
    book.enrol(NAME, Account("bob", "Bob"))

    (grade,) = book.grades(config())

    assert (grade.student, grade.status, grade.score, grade.attempts) == ("bob", "missing", None, 0)
    assert grade.max_score == 100


def test_a_class_is_enrolled_at_once(book):
    """And again without harm; what the roster says later is taken over."""
    book.enrol(NAME, Account("cem"), Account("bob", "Bob"))
    book.enrol(NAME, Account("bob", group="g1"), Account("cem"))

    accounts = book.accounts(NAME)
    assert [(each.student, each.name, each.group) for each in accounts] == [
        ("bob", "Bob", "g1"),
        ("cem", "", ""),
    ]


def test_what_is_said_of_a_student_later_is_added(book):
    """A later record without a name keeps the name; new ids join the old ones."""
    book.record(handin(name="Ada", ids={"canvas": "7"}), report())
    book.record(handin(ids={"email": "ada@example.org"}), report())

    account = book.account(NAME, "ada")
    assert (account.name, account.ids) == ("Ada", {"canvas": "7", "email": "ada@example.org"})


def test_assignments_do_not_mix(book):
    """One database serves several; their students are each their own."""
    book.record(handin(), report())
    book.enrol("other", Account("bob"))

    assert [account.student for account in book.accounts(NAME)] == ["ada"]
    assert [account.student for account in book.accounts("other")] == ["bob"]


@pytest.mark.parametrize("student", ["Ωμέγα", "\udce9t\udce9", "a\0b", "x'; DROP TABLE grader_students; --"])
def test_any_name_can_be_stored(book, student):
    """Undecodable bytes, a NUL and quotes are text like any other, found again by the same name."""
    assert book.record(handin(student, name=student, ids={"name": student}), report())
    assert not book.record(handin(student, name=student, ids={"name": student}), report())

    book.adjust(NAME, student, 1.0, author="me", reason="because")

    assert len(book.account(NAME, student).adjustments) == 1


@pytest.mark.parametrize("points", [float("nan"), float("inf"), 0.0])
def test_an_adjustment_adds_a_number(book, points):
    """Nothing else can be added up."""
    book.record(handin(), report())

    with pytest.raises(UsageError, match="must be a number other than 0"):
        book.adjust(NAME, "ada", points, author="me", reason="because")


def test_an_adjustment_says_who_and_why(book):
    """An empty reason is none; an unknown student is told with the nearest."""
    book.record(handin(), report())

    with pytest.raises(UsageError, match="needs an author and a reason"):
        book.adjust(NAME, "ada", 1.0, author="me", reason="  ")
    with pytest.raises(UsageError, match="no student 'adda' in the gradebook; did you mean 'ada'"):
        book.adjust(NAME, "adda", 1.0, author="me", reason="because")
    assert book.account(NAME, "ada").adjustments == ()


def test_reports_come_back_as_they_were(book):
    """The last one of each attempt, or the last one before a time."""
    book.record(handin(), report(score=80.0))
    book.record(handin(hours=2), report(score=85.0, digest="d2"))
    between = datetime.now(UTC)
    book.record(handin(), report(score=70.0))

    now = {name: unpacked(packed) for name, packed in book.reports(NAME).items()}
    then = {name: unpacked(packed).score for name, packed in book.reports(NAME, between).items()}

    assert now == {"ada": report(score=70.0), "ada #2": report(score=85.0, digest="d2")}
    assert then == {"ada": 80.0, "ada #2": 85.0}


def test_a_time_without_a_zone_is_our_own_fault(book):
    """It would be taken for the time of whatever machine this is."""
    naive = Handin("ada", (), "ada", submitted_at=datetime(2026, 11, 1))  # noqa: DTZ001

    with pytest.raises(InternalFault, match="has no time zone"):
        book.record(naive, report())


def test_looking_makes_nothing(tmp_path):
    """A gradebook that is not there is told, and is not there afterwards either."""
    with (
        Gradebook(tmp_path, create=False) as book,
        pytest.raises(UsageError, match=r"gradebook\.sqlite: there is no gradebook"),
    ):
        book.grades(config())

    assert list(tmp_path.iterdir()) == []


def test_tables_of_a_newer_grader_are_refused(tmp_path):
    """What they mean is not known here, so nothing is read and nothing is written."""
    with Gradebook(tmp_path) as book:
        book.record(handin(), report())
    with sqlite3.connect(tmp_path / "gradebook.sqlite") as raw:
        raw.execute("UPDATE grader_meta SET value = '7'")
    raw.close()

    with Gradebook(tmp_path) as book, pytest.raises(UsageError, match="version 7 of its tables") as caught:
        book.record(handin(), report(score=1.0))

    assert "\n" not in str(caught.value)


def test_a_file_of_something_else_is_refused(tmp_path):
    """A text file stays as it is, and another program's database is not taken for a gradebook."""
    text, other = tmp_path / "notes.txt", tmp_path / "other.sqlite"
    text.write_text("not a database, and long enough to be told from an empty one" * 20)
    sqlite3.connect(other).execute("CREATE TABLE theirs (x)").connection.close()

    with Gradebook(text) as book, pytest.raises(UsageError, match="file is not a database"):
        book.record(handin(), report())
    with (
        Gradebook(other, create=False) as book,
        pytest.raises(UsageError, match="no gradebook in it"),
    ):
        book.grades(config())
    assert text.read_text().startswith("not a database")
