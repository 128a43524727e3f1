"""Write Classroom 50's `result.json`. Knows no other platform and reads no environment itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from grader.errors import InternalFault, UsageError
from grader.feedback import headline, told
from grader.records import Verdict
from grader.schema import Report
from grader.untrusted import json_text, shown, shown_line
from grader.wholepoints import MILLIONTHS, Units, whole_points

_VARIABLES = {
    "classroom": ("CLASSROOM",),
    "assignment": ("ASSIGNMENT",),
    "owner": ("OWNER", "USERNAME"),
    "submission": ("SUBMISSION_TAG",),
    "commit": ("COMMIT_URL",),
    "release": ("RELEASE_URL",),
    "review": ("REVIEW_URL", "COMMIT_URL"),
}
_TYPES = ("individual", "group", "team")
_TAG_TIME = re.compile(r"submit/(\d{4})-?(\d\d)-?(\d\d)T(\d\d)[:-]?(\d\d)[:-]?(\d\d)Z")
_MOST = 2000


def classroom50_result(
    report: Report,
    environment: Mapping[str, str],
    *,
    now: datetime | None = None,
    scale: int = MILLIONTHS,
) -> str:
    """
    Return `result.json` for a rendered *report*.

    A submission that could not be read is 0 of 0 with one failed test: without a test the runner would report
    a success, and 0 of all points would be a score.

    Args:
        report: Rendered for students.
        environment: Of the step that grades; the runner has set the variables.
        now: When the grading ended; the submission's time where neither report nor tag tell it.
        scale: Units in a point; scores are whole numbers there.

    Raises:
        InternalFault: The grader itself failed. The file has no form for that: end with another code than 0,
            and the runner enters an error.
        UsageError: A variable is missing or not what it must be.
    """
    if report.status == "internal" or (report.score is None and report.status != "rejected"):
        raise InternalFault(
            "classroom50: the grader itself failed, and result.json cannot say so: not written"
        )
    ended = now or datetime.now(UTC)
    result: dict[str, Any] = {
        "schema": "classroom50/result/v1",
        **{field: _variable(environment, names) for field, names in _VARIABLES.items()},
        "assignment_type": _assignment_type(environment),
    }
    if not result["submission"].startswith("submit/"):
        raise UsageError(f"SUBMISSION_TAG must start with submit/, got {result['submission']!r}")
    result["datetime"] = _utc(_submitted(report, result["submission"]) or ended)
    result["graded_at"] = _utc(ended)
    if report.score is None:
        failed = _entry("the submission can be read", False, Units(0, 0), headline(report), "")
        return json_text(result | {"score": 0, "max-score": 0, "tests": [failed]})
    points = whole_points(report, scale)
    result |= {"score": points.total.score, "max-score": points.total.max_score}
    result["tests"] = [
        _entry(
            f"{each.check.title} ({each.check.id})",
            each.check.verdict is Verdict.PASSED,
            points.checks[each.check.id],
            "\n".join(part for part in (each.finding, each.advice) if part),
            each.printed,
        )
        for each in told(report)
    ]
    return json_text(result)


def _entry(name: str, passed: bool, units: Units, message: str, output: str) -> dict[str, Any]:
    return {
        "test-name": shown_line(name),
        "passed": passed,
        "score": units.score,
        "max-score": units.max_score,
        "message": shown(message, _MOST),
        "output": shown(output, _MOST),
    }


def _variable(environment: Mapping[str, str], names: tuple[str, ...]) -> str:
    for name in names:
        if value := environment.get(name, "").strip():
            return shown_line(value)
    raise UsageError(f"{' or '.join(names)} is not set: classroom50 needs what the runner sets")


def _assignment_type(environment: Mapping[str, str]) -> str:
    value = environment.get("ASSIGNMENT_TYPE", "").strip() or "individual"
    if value not in _TYPES:
        raise UsageError(f"ASSIGNMENT_TYPE must be one of {', '.join(_TYPES)}, got {value!r}")
    return value


def _submitted(report: Report, tag: str) -> datetime | None:
    """Return when it was submitted, by the report or by the tag's own time."""
    try:
        told_at = datetime.fromisoformat(report.submission.submitted_at or "")
        if told_at.tzinfo is not None:
            return told_at
    except ValueError:
        pass
    found = _TAG_TIME.match(tag)
    try:
        digits = "".join(found.groups()) if found else ""
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
