"""Specify what Autolab reads from an autograder's output: the last line, and zeros where it cannot."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from grader.autolab import autolab_output
from grader.errors import ConfigError, InternalFault
from grader.records import Audience
from grader.render import render
from tests.platforms import (
    HOSTILE,
    POINTS,
    accuracy_of,
    autolab_scores,
    is_harmless_in_a_log,
    outcome,
    planned,
    report_of,
    reports,
    unread_report,
    usual_report,
)


def output(report, **options):
    """Return the output for a whole *report*, rendered for students."""
    return autolab_output(render(report, Audience.STUDENT), **options)


@settings(max_examples=60)
@given(reports(HOSTILE, statuses=("graded", "internal")))
def test_the_last_line_is_always_ours(report):
    """Whatever was printed, scores for all tasks are read, none where the report has none."""
    written = output(report)

    scores = autolab_scores(written)
    expected = {task.name: task.score if report.score is not None else None for task in report.tasks}
    assert scores == expected
    assert is_harmless_in_a_log(written)


@settings(max_examples=60)
@given(reports(statuses=("graded",)))
def test_the_problems_add_up_to_the_score(report):
    """As Autolab adds them."""
    assert round(sum(autolab_scores(output(report)).values()), 6) == report.score


@pytest.mark.parametrize("status, why", [("internal", "our fault"), ("rejected", "because")])
def test_without_a_score_each_problem_has_null(status, why):
    """A line that cannot be read would be a released 0, and so would no problem at all."""
    written = output(unread_report(status, "because"), problems=tuple(POINTS))

    assert autolab_scores(written) == dict.fromkeys(POINTS)
    assert why in written.splitlines()[0]


def test_without_names_there_is_nothing_to_write():
    """Rather a fault here than a 0 there."""
    with pytest.raises(InternalFault, match="names of the problems"):
        output(unread_report("internal", "x"))


def test_a_name_that_autolab_would_mangle_is_refused():
    """It puts quotes around whatever stands before a colon, inside of names too."""
    with pytest.raises(ConfigError, match=r"tasks\.part1: x.*colon"):
        output(unread_report("internal", "x"), problems=("part1: x",))


def test_the_scoreboard_is_asked_for():
    """The class sees it."""
    report = report_of((planned("mnist/a"), outcome("mnist/a", accuracy=accuracy_of(0.95))))

    assert "scoreboard" not in json.loads(output(report).splitlines()[-1])
    assert json.loads(output(report, scoreboard=True).splitlines()[-1])["scoreboard"] == [0.95]


def test_the_feedback_tells_what_to_mend():
    """Failures with points, message and hint; passes are counted only."""
    lines = output(usual_report()).splitlines()

    assert lines[0] == "51.666667 / 100 points, 2 of 6 checks passed"
    assert "failed Title of layers/b (layers/b): 0 / 10" in lines
    assert "  3 of 4 entries differ" in lines
    assert not any("layers/a" in line for line in lines)
