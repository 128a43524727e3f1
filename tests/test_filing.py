"""Specify the order in which results are put away, and what a second run makes of half of it."""

from __future__ import annotations

import dataclasses
import errno
import json
from datetime import UTC, datetime

import pytest

from grader import config as configuration
from grader import wholefile
from grader.errors import UsageError
from grader.filing import Filing, Orders
from grader.gradebook import Gradebook
from grader.gradingkeys import Keys
from grader.handins import Handin
from grader.results import Result
from grader.seat import Course
from grader.unread import unread
from tests.assignments import CONFIG, write_assignment

MOMENT = datetime(2026, 11, 21, 12, 0, 1, tzinfo=UTC)
ADA = Handin("ada", (), "ada", submitted_at=MOMENT)
LATE = f"{CONFIG}late:\n  due: 2026-11-21T12:00:00+00:00\n  percent_per_day: 10\n"


@pytest.fixture
def orders(tmp_path):
    """What a batch is to do."""
    assignment = write_assignment(tmp_path / "course", config=LATE)
    (tmp_path / "out").mkdir()
    keys = Keys("context", {}, "mistakes", "report")
    return Orders(Course(assignment, b"s"), configuration.load(assignment), [], keys, tmp_path / "out")


@pytest.fixture
def book(tmp_path, orders):
    """The gradebook."""
    with Gradebook(tmp_path / "out") as opened:
        yield opened


def put_away(orders, book, *names):
    """Put a report on each of *names* away, and return where."""
    filing = Filing(orders, book)
    for handin in (dataclasses.replace(ADA, id=name, student=name) for name in names):
        report = unread(orders.config, "digest", handin, "rejected", "why", "ab", "seed")
        result = Result(handin.id, "rejected", None, 10.0, checks=4)
        filing.put_away(handin, filing.key(handin, "raw"), report, result)
    return filing


def filed(orders, book):
    """Put a report away; return the filing of a second run."""
    put_away(orders, book, "ada").settle()
    return Filing(orders, book)


def test_what_was_put_away_is_found(orders, book):
    """By the same hand-in with the same contents."""
    again = filed(orders, book)

    found = again.find(ADA, again.key(ADA, "raw"))

    assert (found.status, found.reused) == ("rejected", 4)


@pytest.mark.parametrize("again, asked", [("ada", ["ada"]), ("bob", [])])
def test_only_of_what_was_recorded_before_the_gradebook_is_asked(orders, book, monkeypatch, again, asked):
    """Whatever else comes is news, for which a question before the transaction is of no use."""
    put_away(orders, book, "ada").settle()
    questions, record = [], book.record
    monkeypatch.setattr(book, "record", lambda who, *made: questions.append(who.id) or record(who, *made))

    put_away(orders, book, again).settle()

    assert questions == asked
    assert {account.student for account in book.accounts(orders.config.name)} == {"ada", again}


def test_the_report_tells_when_it_was_handed_in_and_how_late(orders, book):
    """By the rules of the course, for this student."""
    filed(orders, book)

    submission = json.loads((orders.reports / "ada.json").read_text())["submission"]

    assert submission["submitted_at"] == "2026-11-21T12:00:01+00:00"
    assert submission["late_s"] == 1.0


@pytest.mark.parametrize(
    "changes",
    [{"id": "bob"}, {"student": "bob"}, {"late": True}, {"submitted_at": None}],
)
def test_another_hand_in_has_another_key(orders, book, changes):
    """Whose it is and when it came decide what the report says."""
    filing = Filing(orders, book)

    other = dataclasses.replace(ADA, **changes)

    assert filing.key(other, "raw") != filing.key(ADA, "raw")
    assert filing.key(ADA, "other") != filing.key(ADA, "raw")


def test_a_report_that_no_gradebook_knows_is_not_done(orders, book, tmp_path):
    """It was ended between the two, or the gradebook is another one."""
    filed(orders, book)
    with Gradebook(tmp_path / "other.sqlite") as other:
        filing = Filing(orders, other)

        assert filing.find(ADA, filing.key(ADA, "raw")) is None


def test_a_report_without_an_entry_is_not_done(orders, book):
    """It was ended before the last step."""
    again = filed(orders, book)
    (orders.folder / "cache/reports/ada.json").unlink()

    assert again.find(ADA, again.key(ADA, "raw")) is None


def test_reports_are_on_the_disk_in_the_end(orders, book, monkeypatch):
    """Each is waited for, in another thread, while the next ones are graded; their folder once for many."""
    settled = []
    monkeypatch.setattr(wholefile, "settle", lambda path, folder: settled.append((path.stem, folder)))
    names = [f"s{number:02}" for number in range(18)]
    filing = put_away(orders, book, *names)

    filing.settle()

    assert settled == [(name, name in {"s15", "s17"}) for name in names]


def test_a_disk_that_fails_is_told_by_the_name_of_the_report(orders, book, monkeypatch):
    """And once only: the run ends with it."""

    def fail(path, folder):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(wholefile, "settle", fail)
    filing = put_away(orders, book, "ada")

    with pytest.raises(UsageError, match=r"reports/ada\.json: the report cannot be written: Input/output"):
        filing.settle()
    filing.settle()


def test_a_report_that_a_power_cut_has_broken_is_made_again(orders, book):
    """What was told of it in the ledger does not fit."""
    again = filed(orders, book)
    (orders.reports / "ada.json").write_bytes(b"")

    assert again.find(ADA, again.key(ADA, "raw")) is None
