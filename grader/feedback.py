"""Put into words what a rendered report says of a check, for any platform. Knows no markup."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from grader.records import Verdict
from grader.safecsv import number_text
from grader.schema import CheckPart, Report

OUR_FAULT = "The grader itself failed: our fault, not yours. There is no score, and no point is lost."


@dataclass(frozen=True)
class Feedback:
    """
    What is told of one check; all of it is to be escaped before it is shown.

    Args:
        check: As rendered.
        finding: What was found; empty for a pass.
        advice: The known mistake that it looks like, or the hint; empty for a pass.
        printed: What the submission printed, where no earlier check printed the same.
    """

    check: CheckPart
    finding: str
    advice: str
    printed: str

    @property
    def text(self) -> str:
        """All of it as plain text; empty for a pass without prints."""
        printed = f"printed:\n{self.printed}" if self.printed else ""
        return "\n".join(part for part in (self.finding, self.advice, printed) if part)


def told(report: Report) -> Iterator[Feedback]:
    """
    Give what is told of each check of a rendered *report*, in order.

    The top of a file is printed at each import: what is printed again is given at the first check only.
    """
    printed: set[str] = set()
    for task in report.tasks:
        for check in task.checks:
            output = "" if check.output in printed else check.output.strip("\r\n")
            printed.add(check.output)
            yield Feedback(check, _finding(check), _advice(check), output)


def lost_points(check: CheckPart) -> float:
    """Return the points that *check* cost: none where the grader itself failed."""
    return 0.0 if check.score is None else check.max_score - check.score


def points_text(score: float | None, max_score: float) -> str:
    """Return ``9.5 / 10``, to six decimals, ``no score / 10`` where there is none."""
    return f"{'no score' if score is None else number_text(score)} / {number_text(max_score)}"


def headline(report: Report) -> str:
    """Return what the whole *report* says in one line: the points, or why there are none."""
    if report.status == "rejected":
        return f"Nothing was graded: {report.reason or 'the submission could not be read'}"
    if report.score is None:
        return OUR_FAULT  # why is for the staff: it may quote the grader's own files
    checks = [check for task in report.tasks for check in task.checks]
    passed = sum(check.verdict is Verdict.PASSED for check in checks)
    return f"{points_text(report.score, report.max_score)} points, {passed} of {len(checks)} checks passed"


def seconds(report: Report, check_id: str | None = None) -> float | None:
    """Return the seconds that one check took, or the whole grading; None where the *report* does not tell."""
    each = report.timing.get("checks_s")
    if check_id is None:
        value = report.timing.get("total_s")
    else:
        value = each.get(check_id) if isinstance(each, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and value >= 0 else None


def _finding(check: CheckPart) -> str:
    return check.message or ("" if check.verdict is Verdict.PASSED else str(check.verdict))


def _advice(check: CheckPart) -> str:
    if check.verdict in {Verdict.PASSED, Verdict.SKIPPED, Verdict.INTERNAL}:
        return ""
    return f"this looks like: {check.misconception.explanation}" if check.misconception else check.hint
