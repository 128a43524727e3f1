"""Write what GitHub Classroom's reporter reads from a runner, and the step output that carries it."""

from __future__ import annotations

import base64
from typing import Any, Literal

from grader.errors import UsageError
from grader.feedback import Feedback, headline, seconds, told
from grader.records import Verdict
from grader.schema import Report
from grader.untrusted import json_text, shown, shown_line
from grader.wholepoints import MILLIONTHS, whole_points

Status = Literal["pass", "fail", "error"]
_MOST = 500


def github_classroom_result(report: Report, *, scale: int = MILLIONTHS) -> str:
    """
    Return the runner's result for a rendered *report*, version 1.

    The reporter adds up the tests' scores and shows the sum as it comes, so they are whole numbers. It may
    divide by the number of tests, so that there always is one. Where there is no score `max_score` is 0, for
    which it announces no points.

    Args:
        report: Rendered for students.
        scale: Units in a point.
    """
    if report.score is None:
        return _without_score(report)
    points = whole_points(report, scale)
    whole = points.total.score == points.total.max_score
    return json_text(
        {
            "version": 1,
            "status": "pass" if whole else "fail",
            "max_score": points.total.max_score,
            "tests": [_test(report, each, points.checks[each.check.id].score) for each in told(report)],
        }
    )


def step_output(result: str, name: str = "result") -> str:
    """
    Return the line to append to the file named by GITHUB_OUTPUT: base64, which nothing in *result* can leave.

    Raises:
        UsageError: The name is none that an output can have.
    """
    if not (name.replace("-", "_").isidentifier() and name.isascii()):
        raise UsageError(f"an output's name must be of letters, digits, - and _, got {name!r}")
    return f"{name}={base64.b64encode(result.encode()).decode()}\n"


def results_variable(step_id: str) -> str:
    """
    Return the variable in which the reporter looks for the result of the runner *step_id*.

    It is in upper case, and hyphens stay hyphens: no shell can set such a variable, `env:` of a step can.
    """
    return f"{step_id.strip().upper()}_RESULTS"


def _without_score(report: Report) -> str:
    status: Status = "fail" if report.status == "rejected" else "error"
    test = {
        "name": "the submission can be read" if status == "fail" else "the grader works",
        "status": status,
        "score": 0,
        "message": shown(headline(report)),
        "test_code": "",
        "filename": "",
        "line_no": 0,
        "duration": 0,
    }
    message = shown_line(headline(report))
    return json_text({"version": 1, "status": status, "message": message, "max_score": 0, "tests": [test]})


def _test(report: Report, each: Feedback, score: int) -> dict[str, Any]:
    check = each.check
    verdict: Status = "pass" if check.verdict is Verdict.PASSED else "fail"
    taken_s = seconds(report, check.id)
    return {
        "name": shown_line(f"{check.title} ({check.id})"),
        "status": verdict,
        "score": score,
        "message": shown("\n".join(part for part in (each.finding, each.advice) if part)),
        "test_code": "",
        "filename": "",
        "line_no": 0,
        "duration": round(1000 * (taken_s or 0.0)),
        "output": shown(each.printed, _MOST - len(" [cut]")),
    }
