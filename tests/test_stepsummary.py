"""Specify the summary of a step on GitHub."""

from __future__ import annotations

from hypothesis import given, settings

from grader.records import Audience, Verdict
from grader.render import render
from grader.stepsummary import LIMIT_BYTES, step_summary
from tests.platforms import (
    HOSTILE,
    SECRET,
    all_checks,
    is_harmless_in_a_log,
    outcome,
    planned,
    report_of,
    reports,
    unread_report,
    usual_report,
)
from tests.test_untrusted import tokens

OURS = {
    *("heading_open", "heading_close", "inline", "text", "paragraph_open", "paragraph_close", "fence"),
    *(
        f"{part}_{side}"
        for part in ("table", "thead", "tbody", "tr", "th", "td")
        for side in ("open", "close")
    ),
}


def summary(report):
    """Return the summary of a whole *report*, rendered for students."""
    return step_summary(render(report, Audience.STUDENT))


@settings(max_examples=60)
@given(reports(HOSTILE))
def test_nothing_that_a_student_wrote_is_markdown(report):
    """Headings, the table and fences are ours; no tag, link, image or code is the student's."""
    text = summary(report)

    found = tokens(text)
    lost = [check for check in all_checks(report) if check.verdict is not Verdict.PASSED]
    assert {token.type for token in found} <= OURS
    assert sum(token.type == "heading_open" for token in found) == 1 + len(lost)
    assert is_harmless_in_a_log(text)


def test_the_summary_has_points_tasks_and_findings():
    """From the whole to the single check."""
    text = summary(usual_report())

    assert text.startswith("## 51.666667 / 100 points, 2 of 6 checks passed\n")
    assert "| layers | 5 / 30 | 1 of 3 |" in text
    assert "Accuracy 90.00 % on embedded \\(all" in text
    assert "### Title of layers/b (\u221210)\n\n```text\n3 of 4 entries differ\n```\n\nMind the axis." in text
    assert "Printed:\n\n```text\nhello\n```" in text
    assert "layers/a" not in text
    assert SECRET not in text


def test_a_report_without_a_score_says_why():
    """Ours or theirs."""
    assert summary(unread_report("rejected", "no files")) == "## Nothing was graded: no files\n"
    assert "our fault" in summary(report_of((planned("layers/a"), None)))


def test_much_output_is_cut_to_what_github_takes():
    """It refuses a summary of more than 1 MiB as a whole."""
    failed = Verdict.FAILED
    pairs = [
        (planned(f"layers/{i}"), outcome(f"layers/{i}", failed, f"{i}\u00e9" * 3000)) for i in range(600)
    ]

    text = summary(report_of(*pairs))

    assert 100_000 < len(text.encode()) <= LIMIT_BYTES
    assert "Title of layers/599" in text


def test_too_many_findings_are_counted():
    """The points are told in any case."""
    pairs = [
        (planned(f"layers/{i}", 1, title="t" * 3000), outcome(f"layers/{i}", Verdict.FAILED))
        for i in range(500)
    ]

    text = summary(report_of(*pairs))

    assert "500 checks have findings, more than fit here." in text
    assert "| layers | 0 / 30 | 0 of 500 |" in text
