"""Specify the words in which platforms are told of checks and reports."""

from __future__ import annotations

import pytest

from grader.feedback import headline, lost_points, points_text, seconds, told
from grader.records import Verdict
from tests.platforms import all_checks, outcome, planned, report_of, unread_report


def test_a_failure_is_told_with_its_message_and_hint():
    """What was found, then what to do."""
    report = report_of((planned("layers/a"), outcome("layers/a", Verdict.FAILED, "it differs")))

    first = next(told(report))

    assert (first.finding, first.advice) == ("it differs", "Mind the axis.")
    assert first.text == "it differs\nMind the axis."


def test_a_known_mistake_takes_the_place_of_the_hint():
    """A hint may be about another mistake."""
    failed = (planned("layers/a"), outcome("layers/a", Verdict.FAILED, "it differs"))
    known = {"layers/a": {"name": "mean", "explanation": "the mean is taken twice"}}

    first = next(told(report_of(failed, recognised=known)))

    assert first.advice == "this looks like: the mean is taken twice"


@pytest.mark.parametrize("verdict", [Verdict.PASSED, Verdict.SKIPPED, Verdict.INTERNAL])
def test_no_advice_where_there_is_nothing_to_do(verdict):
    """A pass, a check that waits for another, a fault of ours."""
    report = report_of((planned("layers/a"), outcome("layers/a", verdict, "m")))

    assert not next(told(report)).advice


def test_a_failure_without_a_message_is_told_by_its_verdict():
    """Never an empty finding for lost points."""
    report = report_of((planned("layers/a"), outcome("layers/a", Verdict.CRASHED)))

    assert next(told(report)).finding == "crashed"


def test_what_is_printed_again_is_told_once():
    """The top of a file prints at each import."""
    pairs = [(planned(f"layers/{i}"), outcome(f"layers/{i}", output="top\n")) for i in range(3)]

    assert [each.printed for each in told(report_of(*pairs))][:3] == ["top", "", ""]


def test_the_headline_has_the_points_or_why_there_are_none():
    """Graded, our fault, not readable."""
    ours = report_of((planned("layers/a"), None))

    assert headline(report_of()) == "100 / 100 points, 3 of 3 checks passed"
    assert "our fault, not yours" in headline(ours)
    assert headline(unread_report("internal", "/srv/grader is full")) == headline(ours)
    assert headline(unread_report("rejected", "no files")) == "Nothing was graded: no files"


def test_points_have_up_to_six_decimals():
    """No rounding to a full score, no noise of binary fractions."""
    assert points_text(99.999999, 100.0) == "99.999999 / 100"
    assert points_text(0.1 + 0.2, 1.0) == "0.3 / 1"
    assert points_text(None, 10.0) == "no score / 10"


def test_a_fault_of_ours_costs_nothing():
    """A check without a score has lost no points."""
    report = report_of((planned("layers/a"), None), (planned("layers/b"), outcome("layers/b", Verdict.ERROR)))

    assert [lost_points(check) for check in all_checks(report)][:2] == [0.0, 15.0]


@pytest.mark.parametrize(
    "timing, whole, one",
    [
        ({"total_s": 1.5, "checks_s": {"layers/a": 0.25}}, 1.5, 0.25),
        ({"total_s": True, "checks_s": {"layers/a": "1"}}, None, None),
        ({"total_s": -1, "checks_s": 3}, None, None),
        ({"other": 1}, None, None),
    ],
)
def test_seconds_are_told_where_they_are_sound(timing, whole, one):
    """The timing of a report is free in form."""
    report = report_of((planned("layers/a"), outcome("layers/a")), timing=timing)

    assert (seconds(report), seconds(report, "layers/a")) == (whole, one)
