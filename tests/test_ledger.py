"""Specify what a second run believes to be done."""

from __future__ import annotations

import hashlib

import pytest

from grader.errors import UsageError
from grader.ledger import Entry, Ledger, reused
from grader.results import Result

RESULT = Result("ada", "graded", 7.5, 10.0, 3.25, 0, 4, "", ("a note",))
REPORT = b'{"a": "report"}'


def entry(**changes):
    """Return the entry of a report."""
    fields = {
        "key": "key",
        "file_sha256": hashlib.sha256(REPORT).hexdigest(),
        "grading": "g",
        "result": RESULT,
    }
    return Entry(**fields | changes)


@pytest.fixture
def ledger(tmp_path):
    """A ledger beside the report of one submission."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/ada.json").write_bytes(REPORT)
    return Ledger(tmp_path / "ledger", tmp_path / "reports")


def test_what_was_entered_is_found(ledger, tmp_path):
    """With all that became of the submission, also by another process."""
    ledger.enter(entry())

    assert Ledger(tmp_path / "ledger", tmp_path / "reports").find("ada", "key") == entry()


@pytest.mark.parametrize("content", [b"{}", b"", None])
def test_a_report_that_is_not_as_it_was_made_is_not_done(ledger, tmp_path, content):
    """Altered, emptied or deleted."""
    ledger.enter(entry())
    file = tmp_path / "reports/ada.json"
    file.unlink() if content is None else file.write_bytes(content)

    assert ledger.find("ada", "key") is None


def test_another_key_or_name_is_not_done(ledger):
    """The files, a check or a rule have changed since."""
    ledger.enter(entry())

    assert ledger.find("ada", "other") is None
    assert ledger.find("bob", "key") is None


def test_an_internal_result_is_tried_again(ledger):
    """It was our fault."""
    ledger.enter(entry(result=Result("ada", "internal", None, 10.0)))

    assert ledger.find("ada", "key") is None


def test_a_damaged_entry_is_none(ledger, tmp_path):
    """What is not understood is done again."""
    ledger.enter(entry())
    (tmp_path / "ledger/ada.json").write_text('{"key": "key"}')

    assert ledger.find("ada", "key") is None


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    """By its name."""
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match="ada"):
        Ledger(tmp_path / "file", tmp_path).enter(entry())


def test_what_is_passed_over_took_no_time():
    """All of its checks were known."""
    again = reused(RESULT)

    assert (again.seconds, again.reused, again.score, again.notes) == (0.0, 4, 7.5, ("a note",))
