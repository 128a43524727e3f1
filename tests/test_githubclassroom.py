"""Specify what GitHub Classroom's reporter makes of a runner's result."""

from __future__ import annotations

import base64
import json

import jsonschema
import pytest
from hypothesis import given, settings

from grader.errors import UsageError
from grader.githubclassroom import github_classroom_result, results_variable, step_output
from grader.records import Audience
from grader.render import render
from grader.wholepoints import MILLIONTHS
from tests.platforms import (
    HOSTILE,
    is_harmless_in_a_log,
    planned,
    report_of,
    reports,
    unread_report,
    usual_report,
)

STATUS = {"enum": ["pass", "fail", "error"]}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "status", "max_score", "tests"],
    "properties": {
        "version": {"const": 1},
        "status": STATUS,
        "message": {"type": "string"},
        "max_score": {"type": "integer", "minimum": 0},
        "tests": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "status", "score", "message", "test_code", "filename", "line_no"],
                "properties": {
                    "name": {"type": "string", "minLength": 1},
                    "status": STATUS,
                    "score": {"type": "integer", "minimum": 0},
                    "message": {"type": "string"},
                    "test_code": {"type": "string"},
                    "filename": {"type": "string"},
                    "line_no": {"type": "integer"},
                    "duration": {"type": "number"},
                    "output": {"type": "string", "maxLength": 500},
                },
            },
        },
    },
}
"""The result of the reporter's `src/types`, with the fields that the graders of GitHub Classroom add."""


def result(report, **options):
    """Return the result for a whole *report*, rendered for students."""
    written = github_classroom_result(render(report, Audience.STUDENT), **options)
    assert is_harmless_in_a_log(written)
    read = json.loads(written)
    jsonschema.validate(read, SCHEMA)
    return read


def announced(read):
    """Return (points, of) as the reporter announces them; None where it says nothing."""
    if not read["max_score"]:
        return None
    total = 0.0
    for test in read["tests"]:
        total += test["score"]  # as JavaScript adds
    return total, read["max_score"]


@settings(max_examples=60)
@given(reports(HOSTILE))
def test_every_report_fits_and_has_a_test(report):
    """Without a test the reporter would divide by zero, without the key it would end."""
    result(report)


@settings(max_examples=60)
@given(reports(statuses=("graded",)))
def test_the_announced_points_are_the_reports(report):
    """Whole numbers: a sum of fractions would be shown with the noise of binary ones."""
    points, most = announced(result(report))

    assert round(points / MILLIONTHS, 6) == report.score
    assert most == 100 * MILLIONTHS


def test_a_partial_score_is_a_failure():
    """The reporter fails the job by the status alone."""
    assert result(usual_report())["status"] == "fail"
    assert result(report_of())["status"] == "pass"


@pytest.mark.parametrize(
    "report, status",
    [
        (report_of((planned("layers/a"), None)), "error"),
        (unread_report("internal", "x"), "error"),
        (unread_report("rejected", "x"), "fail"),
    ],
)
def test_without_a_score_no_points_are_announced(report, status):
    """A maximum of 0 keeps the reporter silent, and the job fails or ends in error all the same."""
    read = result(report)

    assert announced(read) is None
    assert (read["status"], read["tests"][0]["status"]) == (status, status)


@given(reports(HOSTILE))
@settings(max_examples=30)
def test_a_step_output_is_one_line_that_carries_the_result(report):
    """Base64: no line end and no delimiter of a student's choice."""
    written = github_classroom_result(render(report, Audience.STUDENT))

    line = step_output(written)

    assert line.count("\n") == 1
    assert line.startswith("result=")
    assert base64.b64decode(line[len("result=") :], validate=False).decode() == written


@pytest.mark.parametrize("name", ["", "a b", "a=b", "a\nb", "ä", "a<<b"])
def test_a_strange_output_name_is_refused(name):
    """It would begin another output."""
    with pytest.raises(UsageError, match="letters, digits"):
        step_output("{}", name)


def test_the_reporters_variable_keeps_hyphens():
    """The one trap of the reporter that a workflow meets."""
    assert results_variable(" a-command-test ") == "A-COMMAND-TEST_RESULTS"


def test_printed_text_is_cut_to_what_the_reporter_takes():
    """500 characters."""
    report = usual_report()
    report.tasks[0].checks[1].__dict__["output"] = "x" * 5000

    assert len(result(report)["tests"][1]["output"]) == 500
