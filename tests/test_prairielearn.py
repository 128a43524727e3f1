"""Specify PrairieLearn's results, as its element shows them and its server records them."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given, settings

from grader.prairielearn import LIMIT_BYTES, prairielearn_results
from grader.records import Audience, Verdict
from grader.render import render
from tests.platforms import (
    HOSTILE,
    all_checks,
    is_harmless_in_a_log,
    outcome,
    planned,
    report_of,
    reports,
    unread_report,
    usual_report,
)

TEXT = {"type": "string"}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["gradable"],
    "properties": {
        "gradable": {"type": "boolean"},
        "score": {"type": "number", "minimum": 0, "maximum": 1},
        "message": TEXT,
        "output": TEXT,
        "format_errors": {"type": "array", "minItems": 1, "items": TEXT},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "points", "max_points"],
                "properties": {
                    "name": TEXT,
                    "description": TEXT,
                    "points": {"type": "number"},
                    "max_points": {"type": "number"},
                    "message": TEXT,
                    "output": TEXT,
                },
            },
        },
    },
}
"""The fields of the page "External Grading" and of the element that shows them."""


def results(report):
    """Return the results for a whole *report*, rendered for students."""
    written = prairielearn_results(render(report, Audience.STUDENT))
    assert is_harmless_in_a_log(written)
    assert len(written) <= LIMIT_BYTES
    read = json.loads(written)
    jsonschema.validate(read, SCHEMA)
    return read


@settings(max_examples=60)
@given(reports(HOSTILE))
def test_every_report_fits_and_every_test_has_points(report):
    """If one had none, PrairieLearn would show those of none; NUL and escape sequences are text."""
    read = results(report)

    assert read["gradable"] is (report.score is not None)


@settings(max_examples=60)
@given(reports(statuses=("graded",)))
def test_the_score_is_the_part_of_the_points(report):
    """Between 0 and 1, and the tests have the checks' points."""
    read = results(report)

    assert round(read["score"] * report.max_score, 6) == report.score
    assert [test["points"] for test in read["tests"]] == [check.score for check in all_checks(report)]
    assert all(test["points"] <= test["max_points"] for test in read["tests"])


@pytest.mark.parametrize(
    "report, why",
    [
        (report_of((planned("layers/a"), None)), "our fault"),
        (unread_report("internal", "the disk is full"), "our fault"),
        (unread_report("rejected", "no files"), "no files"),
    ],
)
def test_without_a_score_it_is_not_gradable(report, why):
    """That costs neither points nor an attempt, and the reason is shown."""
    read = results(report)

    assert "score" not in read
    assert why in read["format_errors"][0]


@pytest.mark.parametrize("count, length", [(40, 100_000), (300, 20_000), (1000, 2000)])
def test_much_output_is_cut_and_no_point_with_it(count, length):
    """The limit of 1 MB holds, all tests stay."""
    pairs = [
        (
            planned(f"layers/{i}"),
            outcome(f"layers/{i}", Verdict.FAILED, f"{i}" * length, output=f"{i}" * length),
        )
        for i in range(count)
    ]
    report = report_of(*pairs)

    assert len(results(report)["tests"]) == count + 2


def test_what_was_found_and_printed_is_told():
    """Message with the hint, and prints apart from it."""
    test = results(usual_report())["tests"][1]

    assert test["message"] == "3 of 4 entries differ\nMind the axis."
    assert test["output"] == "hello"
    assert test["description"] == "layers/b"
