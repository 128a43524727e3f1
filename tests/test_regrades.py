"""Specify what is told of a regrade, from the gradebook's history."""

from __future__ import annotations

import pytest

from grader.gradebook import Gradebook
from grader.regrades import regrades
from tests.gradebooks import NAME, check, handin, report


@pytest.fixture
def book(tmp_path):
    """A gradebook of four students, graded once."""
    with Gradebook(tmp_path) as opened:
        for student in ("ada", "bob", "cem", "dan"):
            opened.record(handin(student), report(student, 80.0, check("sum")))
        yield opened


def test_only_other_points_or_another_status_are_told(book):
    """A new message or state of the assignment with the same points is none; nor is a first result."""
    book.record(handin("ada"), report("ada", 70.0, check("sum", "failed", 0.0), assignment="a2"))
    book.record(handin("bob"), report("bob", 80.0, check("sum"), assignment="a2"))
    book.record(handin("cem"), report("cem", status="internal", assignment="a2"))

    found, grounds = regrades(book, NAME)

    assert [(each.student, each.attempt) for each in found] == [("cem", 1), ("ada", 1)]
    assert (found[1].change.before.score, found[1].change.after.score) == (80.0, 70.0)
    assert [(one.id, one.before.verdict, one.after.verdict) for one in found[1].change.checks] == [
        ("layers/sum", "passed", "failed")
    ]
    assert grounds == ("configuration, reference or checks differ: a1 -> a2",)


def test_the_last_regrade_is_compared_with_the_result_before_it(book):
    """What an earlier one has changed is history, and no news of this one."""
    book.record(handin("ada"), report("ada", 70.0, assignment="a2"))
    book.record(handin("ada"), report("ada", 70.0, assignment="a3"))
    book.record(handin("bob"), report("bob", 70.0, assignment="a2"))
    book.record(handin("bob"), report("bob", 75.0, assignment="a3"))

    found, _ = regrades(book, NAME)

    assert [(each.student, each.change.before.score) for each in found] == [("bob", 70.0)]


def test_another_attempt_is_no_regrade(book):
    """A student who hands in again has another attempt; a regrade of that one names it."""
    book.record(handin("ada", hours=-0.5), report("ada", 90.0, digest="d2"))

    assert regrades(book, NAME) == ([], ())

    book.record(handin("ada", hours=-0.5), report("ada", 95.0, digest="d2", assignment="a2"))
    ((again,), _) = regrades(book, NAME)

    assert (again.student, again.attempt) == ("ada", 2)


def test_the_greatest_difference_is_told_first(book):
    """What can no longer be graded comes before all."""
    for student, score in (("ada", 79.0), ("bob", 60.0), ("cem", 90.0)):
        book.record(handin(student), report(student, score, assignment="a2"))

    found, _ = regrades(book, NAME)

    assert [each.student for each in found] == ["bob", "cem", "ada"]
