"""Write PrairieLearn's `results.json` of an external grader. Knows no other platform."""

from __future__ import annotations

from typing import Any

from grader.feedback import Feedback, headline, told
from grader.schema import Report
from grader.untrusted import json_text, shown, shown_line

LIMIT_BYTES = 1_000_000
"""What PrairieLearn takes at most, with a little to spare: its limit is 1 MB."""

_LENGTHS = (8000, 2000, 500, 100, 0)


def prairielearn_results(report: Report) -> str:
    """
    Return the results of a *report* that is rendered for students, at most `LIMIT_BYTES` long.

    Without a score the submission is not gradable, which costs neither points nor an attempt. Every test has
    points, or PrairieLearn would show those of none.
    """
    if report.score is None:
        return json_text({"gradable": False, "format_errors": [shown_line(headline(report), 4000)]})
    text = ""
    for most in _LENGTHS:
        text = json_text(_results(report, most), None)
        if len(text) <= LIMIT_BYTES:
            return text
    return json_text(_results(report, 0) | {"tests": []}, None)


def _results(report: Report, most: int) -> dict[str, Any]:
    part = (report.score or 0.0) / report.max_score if report.max_score else 0.0
    return {
        "gradable": True,
        "score": min(max(part, 0.0), 1.0),
        "message": shown_line(headline(report)),
        "tests": [_test(each, most) for each in told(report)],
    }


def _test(each: Feedback, most: int) -> dict[str, Any]:
    check = each.check
    test: dict[str, Any] = {
        "name": shown_line(check.title, 300),
        "description": shown_line(check.id, 300),
        "points": check.score,
        "max_points": check.max_score,
    }
    if most:
        message = "\n".join(part for part in (each.finding, each.advice) if part)
        test |= {"message": shown(message, most), "output": shown(each.printed, most)}
    return test
