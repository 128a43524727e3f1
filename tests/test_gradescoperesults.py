"""Specify Gradescope's results.json, field by field, and its first form while checks run."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given, settings

from grader.gradescoperesults import PartialResults, gradescope_results
from grader.records import (
    Audience,
    CheckFinished,
    CheckStarted,
    Kind,
    Planned,
    PlannedCheck,
    Verdict,
    Visibility,
)
from grader.render import render
from tests.platforms import (
    HOSTILE,
    SECRET,
    accuracy_of,
    all_checks,
    outcome,
    planned,
    report_of,
    reports,
    unread_report,
    usual_report,
)

WORDS = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
TEXTS = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number", "minimum": 0},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": TEXTS,
        "test_output_format": TEXTS,
        "test_name_format": TEXTS,
        "visibility": WORDS,
        "stdout_visibility": WORDS,
        "extra_data": {"type": "object"},
        "tests": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "status", "score", "max_score"],
                "properties": {
                    "score": {"type": "number", "minimum": 0},
                    "max_score": {"type": "number", "minimum": 0},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string", "minLength": 1},
                    "name_format": TEXTS,
                    "number": {"type": "string", "pattern": r"^\d+\.\d+$"},
                    "output": {"type": "string"},
                    "output_format": TEXTS,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": WORDS,
                    "extra_data": {"type": "object"},
                },
            },
        },
        "leaderboard": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "value"],
                "properties": {
                    "name": {"type": "string"},
                    "value": {"type": ["number", "string"]},
                    "order": {"enum": ["asc", "desc"]},
                },
            },
        },
    },
}
"""The fields of the documentation's page "Autograder Specifications", as a schema; others are refused."""

LATER = frozenset({Visibility.VISIBLE, Visibility.AFTER_DUE_DATE, Visibility.AFTER_PUBLISHED})


def results(report, **options):
    """Return the results for a whole *report*, rendered for now and for later."""
    now, later = render(report, Audience.STUDENT), render(report, Audience.STUDENT, LATER)
    read = json.loads(gradescope_results(now, later=later, **options))
    jsonschema.validate(read, SCHEMA)
    return read


def one_check(visibility, message="wrong for 0.125", **options):
    """Return the test of a failed check of *visibility*."""
    failed = outcome("layers/a", Verdict.FAILED, message)
    return results(report_of((planned("layers/a", 1, visibility), failed)), **options)["tests"][0]


@settings(max_examples=50)
@given(reports(HOSTILE))
def test_every_report_fits_the_documented_form(report):
    """Numbers are numbers, words are of the lists, and there is no other field."""
    for text_format in ("text", "md", "html"):
        results(report, text_format=text_format, leaderboard=True)


@settings(max_examples=50)
@given(reports(statuses=("graded",)))
def test_the_scores_are_the_reports(report):
    """The total overrides the sum of the tests, and neither has more than six decimals."""
    read = results(report)

    assert read["score"] == report.score
    assert [test["score"] for test in read["tests"]] == [check.score for check in all_checks(report)]
    assert all(test["score"] <= test["max_score"] for test in read["tests"])
    assert all(round(test["score"], 6) == test["score"] for test in read["tests"])


@pytest.mark.parametrize(
    "report",
    [report_of((planned("layers/a"), None)), unread_report("internal", "x"), unread_report("rejected", "x")],
)
def test_without_a_score_there_is_no_number_to_record(report):
    """Neither a score nor tests, which a platform could add up to zero; the text says why."""
    read = results(report)

    assert "score" not in read
    assert "tests" not in read
    assert "our fault" in read["output"] or "Nothing was graded: x" in read["output"]


@pytest.mark.parametrize(
    "visibility, word, told",
    [
        (Visibility.VISIBLE, "visible", True),
        (Visibility.AFTER_DUE_DATE, "after_due_date", True),
        (Visibility.AFTER_PUBLISHED, "after_published", True),
        (Visibility.HIDDEN, "visible", False),
    ],
)
def test_a_test_shows_what_may_be_read_when_it_is_shown(visibility, word, told):
    """Gradescope withholds the full text until then; of a hidden check nothing hidden is in the file."""
    test = one_check(visibility)

    assert test["visibility"] == word
    assert ("0.125" in json.dumps(test)) is told


def test_what_a_withheld_test_prints_too_is_shown_where_it_can_be_read():
    """The top of a file prints in both: once for those who see both, but not in the withheld one alone."""
    withheld = planned("layers/a", 1, Visibility.AFTER_DUE_DATE)
    report = report_of(
        (withheld, outcome("layers/a", Verdict.FAILED, "m", output="top of file")),
        (planned("layers/b"), outcome("layers/b", Verdict.FAILED, "m", output="top of file")),
    )

    tests = results(report)["tests"]

    assert "top of file" in tests[1]["output"]


def test_hidden_checks_can_be_withheld_altogether():
    """The fourth word, for those who want it; students then see no total."""
    assert one_check(Visibility.HIDDEN, hide=True)["visibility"] == "hidden"
    assert one_check(Visibility.VISIBLE, hide=True)["visibility"] == "visible"


def test_the_total_is_in_no_text():
    """Gradescope hides the total while a test is hidden, so that no text may tell it."""
    read = results(usual_report())

    assert "100" not in read["output"]
    assert str(read["score"]) not in read["output"]


def test_extra_data_is_for_students_too():
    """It comes back in the metadata of the next submission, beside which that submission's code runs."""
    after = (
        planned("loss/l", 1, Visibility.AFTER_DUE_DATE),
        outcome("loss/l", Verdict.FAILED, f"x {SECRET}"),
    )

    read = results(report_of(after))

    assert read["extra_data"]["report"]["schema_version"] == "1.0"
    assert SECRET not in json.dumps(read["extra_data"])
    assert SECRET not in json.dumps(results(usual_report()))


def test_standard_output_stays_with_the_staff():
    """Whatever is printed while grading is not shown to students."""
    assert results(usual_report())["stdout_visibility"] == "hidden"


def test_time_is_a_number():
    """Not the text that a well-known library writes."""
    assert results(usual_report())["execution_time"] == 1.25


def test_the_leaderboard_is_asked_for():
    """The whole class sees it, so that nobody is in it unasked; without a training there is none."""
    trained = report_of((planned("mnist/a"), outcome("mnist/a", accuracy=accuracy_of(0.9512))))

    assert "leaderboard" not in results(trained)
    assert "leaderboard" not in results(report_of(), leaderboard=True)
    assert results(trained, leaderboard=True)["leaderboard"] == [
        {"name": "Accuracy", "value": 0.9512, "order": "desc"}
    ]


@pytest.mark.parametrize(
    "text_format, expected",
    [
        ("text", "a < b\nMind the axis."),
        ("md", "```text\na < b\n```\n\nMind the axis."),
        ("html", "<pre>a &lt; b</pre>\n<br>\nMind the axis."),
    ],
)
def test_the_text_of_a_test_has_the_format_that_is_asked_for(text_format, expected):
    """Plain, Markdown or HTML, each with its escapes."""
    test = one_check(Visibility.VISIBLE, "a < b", text_format=text_format)

    assert (test["output"], test["output_format"]) == (expected, text_format)


def test_blank_lines_of_a_message_stay_in_html():
    """What separates parts is not looked for in what a student wrote."""
    test = one_check(Visibility.VISIBLE, "a\n\nb", text_format="html")

    assert test["output"].startswith("<pre>a\n\nb</pre>")


def test_tests_are_numbered_by_task():
    """1.1 is the first check of the first task; tags tell task and kind."""
    tests = results(usual_report())["tests"]

    assert [test["number"] for test in tests] == ["1.1", "1.2", "1.3", "2.1", "2.2", "3.1"]
    assert tests[5]["tags"] == ["mnist", "accuracy"]


# ---------------------------------------------------------------- while checks run


class Clock:
    """A clock that a test sets."""

    now_s = 0.0

    def __call__(self):
        """Return the time that was set."""
        return self.now_s


def named(name, title, visibility=Visibility.VISIBLE):
    """Return a planned check."""
    return PlannedCheck(name, name.partition("/")[0], title, Kind.UNIT, visibility, 1.0, "")


THE_PLAN = Planned((named("layers/a", "A title"), named("loss/secret", "A secret", Visibility.HIDDEN)))


@pytest.fixture
def clock():
    """A clock that stands still until a test moves it."""
    return Clock()


def test_a_first_file_is_there_with_the_first_event(tmp_path, clock):
    """Before any check has ended, and it says that there is no score."""
    path = tmp_path / "results" / "results.json"
    partial = PartialResults(path, hide=True, clock=clock)
    partial(THE_PLAN, 7)

    read = json.loads(path.read_text())
    jsonschema.validate(read, SCHEMA)
    assert "0 of 7 checks had ended" in read["output"]
    assert "score" not in read
    assert "tests" not in read


def test_the_file_is_replaced_as_checks_end_but_not_for_each(tmp_path, clock):
    """At most one file in a second; the one that stays says which checks had ended, and how."""
    path = tmp_path / "results.json"
    partial = PartialResults(path, hide=True, clock=clock)
    partial(THE_PLAN, 7)

    first = path.stat().st_ino
    partial(CheckFinished("loss/secret", Verdict.FAILED), 7)
    partial(CheckFinished("layers/a", Verdict.PASSED), 7)
    assert path.stat().st_ino == first
    clock.now_s = 1.5
    partial(CheckStarted("loss/b"), 7)

    text = json.loads(path.read_text())["output"]
    assert path.stat().st_ino != first
    assert "2 of 7 checks had ended" in text
    assert "passed   A title" in text
    assert "secret" not in text
    assert list(tmp_path.iterdir()) == [path]


def test_a_partial_file_is_harmless_and_of_the_documented_form(tmp_path):
    """Titles are escaped as everywhere."""
    partial = PartialResults(tmp_path / "r.json")
    partial(Planned((named("a", "::error::x\x1b[2J"),)), 1)
    partial(CheckFinished("a", Verdict.PASSED), 1)

    read = json.loads(partial.content())

    jsonschema.validate(read, SCHEMA)
    assert "\x1b" not in read["output"]
