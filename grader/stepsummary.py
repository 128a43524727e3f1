"""Write the summary of a GitHub step, in Markdown. Knows no other platform."""

from __future__ import annotations

from collections.abc import Sequence

from grader.feedback import Feedback, headline, lost_points, points_text, told
from grader.records import Verdict
from grader.safecsv import number_text
from grader.schema import AccuracyPart, CheckPart, Report
from grader.untrusted import markdown_block, markdown_line

LIMIT_BYTES = 1_000_000
"""GitHub refuses a summary of more than 1 MiB as a whole."""

_LENGTHS = (4000, 1000, 200, 0)


def step_summary(report: Report) -> str:
    """
    Return the Markdown for a *report* that is rendered for students, at most `LIMIT_BYTES` long.

    Whatever a student could have written stands in fenced blocks; all other text is escaped.
    """
    feedback = [each for each in told(report) if each.check.verdict is not Verdict.PASSED]
    top = _top(report)
    for most in _LENGTHS:
        text = "\n\n".join([*top, *(_finding(each, most) for each in feedback)]) + "\n"
        if len(text.encode()) <= LIMIT_BYTES:
            return text
    left = f"{len(feedback)} checks have findings, more than fit here."
    return "\n\n".join([*top, left]) + "\n"


def _top(report: Report) -> list[str]:
    parts = [f"## {markdown_line(headline(report))}"]
    if report.tasks:
        rows = [
            f"| {markdown_line(task.name)} | {points_text(task.score, task.max_score)} | "
            f"{_passed(task.checks)} of {len(task.checks)} |"
            for task in report.tasks
        ]
        parts.append("\n".join(["| Task | Points | Passed |", "|---|---:|---:|", *rows]))
    if report.accuracy:
        parts.append(_accuracy(report.accuracy))
    return parts


def _passed(checks: Sequence[CheckPart]) -> int:
    return sum(check.verdict is Verdict.PASSED for check in checks)


def _accuracy(accuracy: AccuracyPart) -> str:
    return markdown_line(
        f"Accuracy {100 * accuracy.mean:.2f} % on {accuracy.dataset} (all points from "
        f"{100 * accuracy.threshold:g} %)"
    )


def _finding(each: Feedback, most: int) -> str:
    check = each.check
    lost = lost_points(check)
    price = f" (\u2212{number_text(lost)})" if lost else ""
    parts = [f"### {markdown_line(check.title)}{price}"]
    if most:
        parts += [markdown_block(each.finding, most)] if each.finding else []
        parts += [markdown_line(each.advice)] if each.advice else []
        parts += ["Printed:", markdown_block(each.printed, most)] if each.printed else []
    return "\n\n".join(parts)
