"""Specify the marks at failing lines on GitHub."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from grader.annotations import MOST, line_annotations
from grader.failinglines import FailingLine, failing_lines
from grader.records import Audience, Verdict
from grader.render import render
from tests.platforms import (
    HOSTILE,
    outcome,
    planned,
    report_of,
    reports,
    unread_report,
    usual_report,
    workflow_command,
)


def commands(report, **options):
    """Return the commands that GitHub's runner reads from the marks of a whole *report*."""
    text = line_annotations(render(report, Audience.STUDENT), failing_lines(report), **options)
    assert not text or text.endswith("\n")
    return [workflow_command(line) for line in text.splitlines()]


@settings(max_examples=60)
@given(reports(HOSTILE))
def test_there_are_no_commands_but_ours(report):
    """Errors at lines of own files, or one warning; never another command or property."""
    for name, properties, _ in commands(report):
        assert name in {"error", "warning"}
        assert set(properties) <= {"file", "line", "title"}
        assert properties.get("file", "layers.py") in report.submission.files


@settings(max_examples=60)
@given(HOSTILE, st.text(min_size=1, max_size=5))
def test_a_hostile_file_name_stays_a_name(title, name):
    """Names of files are a student's choice, too."""
    report = render(usual_report(), Audience.STUDENT)
    named = report.model_copy(deep=True)
    named.tasks[0].checks[2].__dict__["title"] = title

    lines = line_annotations(named, {"layers/c": FailingLine(f"x{name}.py", 3)}).splitlines()

    assert len(lines) == 1
    assert workflow_command(lines[0])[1]["line"] == "3"


def test_a_mark_has_file_line_title_and_text():
    """In the folder of the repository in which the submission lies."""
    assert commands(usual_report(), folder="hw/one") == [
        (
            "error",
            {"file": "hw/one/layers.py", "line": "2", "title": "Title of layers/c"},
            "your code raised TypeError\nMind the axis.",
        )
    ]


def test_checks_that_fail_at_one_line_make_one_mark():
    """Thirty marks at one line hide all others."""
    where = {"file": "layers.py", "line": 2}
    pairs = [
        (planned(f"layers/{i}", i + 1), outcome(f"layers/{i}", Verdict.ERROR, f"m{i}", where=where))
        for i in range(3)
    ]

    found = commands(report_of(*pairs))

    assert [(p["title"], text) for _, p, text in found] == [
        ("Title of layers/2 (and 2 more)", "m2\nMind the axis.")
    ]


def test_the_dearest_lines_come_first_and_ten_in_all():
    """GitHub drops what comes after ten."""
    files = {"layers.py": b"x = 1\n" * 50}
    pairs = [
        (
            planned(f"layers/{i}", i + 1),
            outcome(f"layers/{i}", Verdict.ERROR, "m", where={"file": "layers.py", "line": i + 1}),
        )
        for i in range(30)
    ]

    found = commands(report_of(*pairs, files=files))

    assert [int(properties["line"]) for _, properties, _ in found] == list(range(30, 30 - MOST, -1))


def test_a_report_without_a_score_is_one_warning():
    """At no line: it is no line's fault."""
    assert commands(unread_report("rejected", "a\nb")) == [
        ("warning", {"title": "grader"}, "Nothing was graded: a\nb")
    ]


def test_nothing_is_marked_where_nothing_fails():
    """No output at all."""
    assert not line_annotations(render(report_of(), Audience.STUDENT), {})
