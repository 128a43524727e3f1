"""Specify Classroom 50's result.json against its published schema and its runner's own checks."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import jsonschema
import pytest
from hypothesis import given, settings

from grader.classroom50 import classroom50_result
from grader.errors import InternalFault, UsageError
from grader.records import Audience
from grader.render import render
from grader.wholepoints import MILLIONTHS
from tests.platforms import (
    CLASSROOM,
    HOSTILE,
    is_harmless_in_a_log,
    planned,
    report_of,
    reports,
    unread_report,
    usual_report,
)

MOMENT = r"^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$"
WORD = {"type": "string", "minLength": 1}
COUNT = {"type": "integer", "minimum": 0}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        *("schema", "classroom", "assignment", "assignment_type", "owner", "submission", "commit"),
        *("release", "review", "datetime", "score", "max-score", "tests"),
    ],
    "properties": {
        "schema": {"const": "classroom50/result/v1"},
        **dict.fromkeys(("classroom", "assignment", "owner", "commit", "release", "review"), WORD),
        "assignment_type": {"enum": ["individual", "group", "team"]},
        "submission": {"type": "string", "pattern": "^submit/"},
        "datetime": {"type": "string", "pattern": MOMENT},
        "graded_at": {"type": "string", "pattern": MOMENT},
        "score": COUNT,
        "max-score": COUNT,
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["test-name", "passed", "score", "max-score"],
                "properties": {
                    "test-name": WORD,
                    "passed": {"type": "boolean"},
                    "score": COUNT,
                    "max-score": COUNT,
                },
            },
        },
    },
}
"""`schemas/result-v1.schema.json` of foundation50/classroom50, with the type `team` of its newer runner."""

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


def result(report, environment=None, **options):
    """Return the result for a whole *report*, rendered for students, after the runner's checks."""
    written = classroom50_result(
        render(report, Audience.STUDENT),
        CLASSROOM if environment is None else environment,
        now=NOW,
        **options,
    )
    assert is_harmless_in_a_log(written)
    read = json.loads(written)
    jsonschema.validate(read, SCHEMA)
    assert all(type(read[key]) is int for key in ("score", "max-score"))
    assert read["score"] <= read["max-score"]
    assert all(test["score"] <= test["max-score"] for test in read["tests"])
    return read


@settings(max_examples=60)
@given(reports(HOSTILE, statuses=("graded", "rejected")))
def test_every_report_passes_the_schema_and_the_runners_checks(report):
    """Whole numbers, no test above its maximum, names that are not empty."""
    read = result(report)

    assert read["tests"]
    assert all("\n" not in test["test-name"] for test in read["tests"])


@settings(max_examples=60)
@given(reports(statuses=("graded",)))
def test_no_point_is_lost_by_whole_numbers(report):
    """The scores of the tests add up to the total, which is the report's score in millionths."""
    read = result(report)

    assert sum(test["score"] for test in read["tests"]) == read["score"]
    assert sum(test["max-score"] for test in read["tests"]) == read["max-score"]
    assert round(read["score"] / MILLIONTHS, 6) == report.score


def test_hundredths_are_for_people():
    """A coarser scale, the same for all submissions."""
    read = result(usual_report(), scale=100)

    assert (read["score"], read["max-score"]) == (5167, 10000)


def test_the_environment_fills_in_who_and_what():
    """As the runner sets it; OWNER wins over USERNAME, and the review is the commit where there is none."""
    read = result(
        usual_report(), CLASSROOM | {"OWNER": "grace", "REVIEW_URL": "", "ASSIGNMENT_TYPE": "group"}
    )

    assert read["owner"] == "grace"
    assert read["review"] == read["commit"] == "https://example.org/commit"
    assert read["assignment_type"] == "group"


@pytest.mark.parametrize(
    "environment, text",
    [
        ({}, "CLASSROOM is not set"),
        (CLASSROOM | {"USERNAME": " "}, "OWNER or USERNAME is not set"),
        (CLASSROOM | {"SUBMISSION_TAG": "v1"}, "SUBMISSION_TAG must start with submit/, got 'v1'"),
        (CLASSROOM | {"ASSIGNMENT_TYPE": "pair"}, "ASSIGNMENT_TYPE must be one of individual, group, team"),
    ],
)
def test_a_missing_or_wrong_variable_is_named(environment, text):
    """Outside of the runner, say."""
    with pytest.raises(UsageError, match=text):
        result(usual_report(), environment)


@pytest.mark.parametrize(
    "submitted_at, tag, moment",
    [
        ("2026-11-20T12:00:00+02:00", "submit/x", "2026-11-20T10:00:00Z"),
        (None, "submit/2026-11-20T10-15-30Z-abc1234", "2026-11-20T10:15:30Z"),
        (None, "submit/20261120T101530Z-abc1234", "2026-11-20T10:15:30Z"),
        (None, "submit/20269920T101530Z-abc1234", "2026-11-21T12:00:00Z"),
        ("2026-11-20T12:00:00", "submit/x", "2026-11-21T12:00:00Z"),
        ("nonsense", "submit/x", "2026-11-21T12:00:00Z"),
    ],
)
def test_the_time_is_that_of_the_submission(submitted_at, tag, moment):
    """By the report, else by the tag, so that grading again does not make it late."""
    report = usual_report()
    part = report.submission.model_copy(update={"submitted_at": submitted_at})

    read = result(report.model_copy(update={"submission": part}), CLASSROOM | {"SUBMISSION_TAG": tag})

    assert (read["datetime"], read["graded_at"]) == (moment, "2026-11-21T12:00:00Z")


@pytest.mark.parametrize("report", [report_of((planned("layers/a"), None)), unread_report("internal", "x")])
def test_a_fault_of_the_graders_writes_nothing(report):
    """The file has no form for it; the runner takes another exit code for an error of its own."""
    with pytest.raises(InternalFault, match="the grader itself failed"):
        result(report)


def test_an_unreadable_submission_is_a_failure_without_points():
    """0 of 0 and one failed test: without a test the runner says that all is well."""
    read = result(unread_report("rejected", "no files"))

    assert (read["score"], read["max-score"]) == (0, 0)
    assert [(test["passed"], test["message"]) for test in read["tests"]] == [
        (False, "Nothing was graded: no files")
    ]
