"""Specify how gradebook and reports come together, a row for each student."""

from __future__ import annotations

import pytest

from grader import config as configuration
from grader.accounts import Account, Adjusted
from grader.classrows import class_rows
from grader.config import Config
from grader.sheets import sheet_of
from grader.standing import Attempt
from tests.assignments import write_assignment
from tests.gradebooks import DUE, check, report


@pytest.fixture
def config(tmp_path) -> Config:
    """An assignment that is due, so that somebody can be late."""
    write_assignment(tmp_path)
    with (tmp_path / "config.yaml").open("a") as stream:
        stream.write(f"late:\n  due: {DUE.isoformat()}\n  percent_per_day: 10\n")
    return configuration.load(tmp_path)


def attempt(number=1, digest="d1", hours=-1.0, score=8.0, **more):
    """Return an attempt of so many points."""
    from datetime import timedelta

    at = DUE + timedelta(hours=hours)
    values = {"late": None, "max_score": 10.0, "status": "graded"} | more
    return Attempt(number, digest, at, at, score=score, **values)


def sheets(*reports):
    """Return reports by their names, reduced."""
    return {each.submission.id: sheet_of(each) for each in reports}


def test_a_row_has_what_the_student_gets_and_the_report(config):
    """Lateness and adjustments are of the gradebook, checks of the report."""
    account = Account("ada", "Ada", "G1", {}, (attempt(hours=30),), (Adjusted(0.5, "Prof", "a typo", DUE),))

    (row,) = class_rows([account], config, sheets(report("ada", 8.0, check("x", "failed", 0.0))))

    assert (row.grade.score, row.grade.late_deduction, row.late) == (6.5, 2.0, True)
    assert (row.number, row.counting, row.report, row.failed) == (1, 1, "ada", ("layers/x",))
    assert row.reasons == ((0.5, "a typo"),)


def test_a_report_belongs_to_whom_the_class_says(config):
    """The id of a hand-in need not be the student's: the roster may call the student otherwise."""
    accounts = [
        Account("1042", "Ada", attempts=(attempt(),)),
        Account("doe", attempts=(attempt(digest="d2"),)),
    ]

    rows = class_rows(accounts, config, sheets(report("doe_1042")), {"doe_1042": "1042"})

    assert [(row.grade.student, row.report) for row in rows] == [("1042", "doe_1042"), ("doe", "")]


def test_where_nobody_says_the_contents_tell(config):
    """One attempt of that digest: it is that student's. Two of them: it is nobody's, and stands alone."""
    one = [Account("1042", attempts=(attempt(),))]
    two = [*one, Account("1043", attempts=(attempt(),))]
    given = sheets(report("doe"))

    alone, shared = class_rows(one, config, given), class_rows(two, config, given)

    assert [(row.grade.student, row.report) for row in alone] == [("1042", "doe")]
    assert [(row.grade.student, row.report) for row in shared] == [("1042", ""), ("1043", ""), ("doe", "doe")]


def test_of_two_reports_that_of_the_attempt_that_counts_is_shown(config):
    """The other one is not lost: it has a row of its own."""
    account = Account("ada", attempts=(attempt(1, "d1"), attempt(2, "d2", hours=-0.5)))
    given = sheets(report("ada"), report("ada~2", digest="d2"))

    first, other = class_rows([account], config, given, {"ada": "ada", "ada~2": "ada"})

    assert (first.report, other.report) == ("ada~2", "ada")


def test_who_has_handed_in_nothing_has_a_row(config):
    """Missing, without a report, neither late nor failing."""
    (row,) = class_rows([Account("eve")], config, {})

    assert (row.grade.status, row.report, row.sheet, row.failed, row.late) == ("missing", "", None, (), False)


def test_what_only_the_platform_calls_late_is_late(config):
    """No time is known, so that nothing is deducted; a person should look."""
    from dataclasses import replace

    account = Account("ada", attempts=(replace(attempt(), submitted_at=None, late=True),))

    (row,) = class_rows([account], config, {})

    assert (row.late, row.grade.late_s, row.grade.late_deduction) == (True, None, 0.0)
