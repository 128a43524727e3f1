"""
Write Gradescope's `results.json`, whole at the end and in a first form while checks still run.

Where there is no score there is no number in it either: no `score` and no `tests`, which is all that
Gradescope could make a zero of. Everything in `extra_data` is of the student's rendering, since it comes back
into the container in which the next submission runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from grader import wholefile
from grader.feedback import Feedback, headline, seconds, told
from grader.records import CheckFinished, Event, Planned, Verdict, Visibility
from grader.schema import CheckPart, Report
from grader.untrusted import (
    html_block,
    html_line,
    json_text,
    markdown_block,
    markdown_line,
    shown,
    shown_line,
)

TextFormat = Literal["text", "md", "html"]
_LATER = frozenset({Visibility.AFTER_DUE_DATE, Visibility.AFTER_PUBLISHED})
_MOST = 8000


def gradescope_results(
    report: Report,
    *,
    later: Report | None = None,
    text_format: TextFormat = "md",
    leaderboard: bool = False,
    hide: bool = False,
) -> str:
    """
    Return `results.json` for a *report* as students may read it now.

    Args:
        report: Rendered for students.
        later: The same, rendered as students may read it after the due date and the publication. Tests that
            Gradescope itself withholds until then get their text from it.
        text_format: Of the texts of tests: plain, Markdown or HTML.
        leaderboard: Enter the accuracy in the class's leaderboard, which all students see.
        hide: Withhold the checks that are `hidden` from students altogether. Otherwise they read of them what
            the report tells of a hidden check: title, verdict, points, hint.
    """
    result: dict[str, Any] = {
        "output": _summary(report),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"format": "grader", "report": report.model_dump(mode="json")},
    }
    taken = seconds(report)
    if taken is not None:
        result["execution_time"] = round(taken, 3)
    if report.score is None:
        return json_text(result)
    result["score"] = report.score
    result["tests"] = _tests(report, later or report, text_format, hide)
    if leaderboard and report.accuracy:
        value = round(report.accuracy.mean, 6)
        result["leaderboard"] = [{"name": "Accuracy", "value": value, "order": "desc"}]
    return json_text(result)


def _tests(report: Report, later: Report, text_format: TextFormat, hide: bool) -> list[dict[str, Any]]:
    after = {each.check.id: each for each in told(later)}
    now = {each.check.id: each for each in told(report)}
    tests = []
    for i, task in enumerate(report.tasks, 1):
        for j, check in enumerate(task.checks, 1):
            each = (after if check.visibility in _LATER else now)[check.id]
            tests.append(_test(each, f"{i}.{j}", text_format, _visibility(check, hide)))
    return tests


def _visibility(check: CheckPart, hide: bool) -> str:
    if check.visibility is Visibility.HIDDEN and not hide:
        return "visible"  # rendered: nothing in it is hidden
    return str(check.visibility)


def _summary(report: Report) -> str:
    """Return the text above the tests; never the points: Gradescope withholds them with a test."""
    if report.score is not None:
        return "Graded. Each test says what was found and what to do next."
    verdicts = [f"{each.check.verdict:9}{each.check.title}" for each in told(report)]
    return shown("\n".join([headline(report), *verdicts]))


def _test(each: Feedback, number: str, text_format: TextFormat, visibility: str) -> dict[str, Any]:
    check = each.check
    return {
        "name": shown_line(check.title) or check.id,
        "name_format": "text",
        "number": number,
        "score": check.score,
        "max_score": check.max_score,
        "status": "passed" if check.verdict is Verdict.PASSED else "failed",
        "output": _text(each, text_format),
        "output_format": text_format,
        "tags": [shown_line(check.id.partition("/")[0]), str(check.kind)],
        "visibility": visibility,
        "extra_data": {"id": shown_line(check.id), "verdict": str(check.verdict)},
    }


def _text(each: Feedback, text_format: TextFormat) -> str:
    if text_format == "text":
        return shown(each.text, _MOST)
    line, block = (markdown_line, markdown_block) if text_format == "md" else (html_line, html_block)
    parts = [block(each.finding, _MOST)] if each.finding else []
    parts += [line(each.advice)] if each.advice else []
    parts += [line("printed:"), block(each.printed, _MOST)] if each.printed else []
    return ("\n\n" if text_format == "md" else "\n<br>\n").join(parts)


class PartialResults:
    """
    A `results.json` that says how far the grading has come, replaced whole while checks end.

    If the grading is killed, what ran can still be read. It has no score: what ran is no evidence of one, and
    nobody loses points by the end of a machine. Call it with each event, as a progress view.

    Args:
        path: Where Gradescope looks for the file; replaced as a whole, never in parts.
        hide: Name no check that is `hidden` from students; such ones are counted only.
        every_s: At least so many seconds lie between two files.
        clock: Seconds that only go forward.
    """

    def __init__(
        self,
        path: Path,
        *,
        hide: bool = False,
        every_s: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path, self._hide = path, hide
        self._titles: dict[str, str] = {}
        self._every_s, self._clock = every_s, clock
        self._verdicts: dict[str, Verdict] = {}
        self._written_s: float | None = None
        self._total = 0

    def __call__(self, event: Event, total: int) -> None:
        """
        Take note of *event*, one of *total* checks', and write the file where it is time to.

        Raises:
            OSError: The file cannot be written.
        """
        self._total = total
        if isinstance(event, Planned):
            shown_ones = [c for c in event.checks if not (self._hide and c.visibility is Visibility.HIDDEN)]
            self._titles = {check.id: check.title for check in shown_ones}
        elif isinstance(event, CheckFinished):
            self._verdicts[event.id] = event.verdict
        now_s = self._clock()
        if self._written_s is None or now_s - self._written_s >= self._every_s:
            self._written_s = now_s
            wholefile.replace(self._path, self.content().encode())

    def content(self) -> str:
        """Return the file as it stands."""
        ended = len(self._verdicts)
        lines = [
            "The grading did not end: this is how far it came. There is no score, and no point is lost.",
            f"{ended} of {self._total} checks had ended.",
        ]
        lines += [
            f"{verdict:9}{self._titles[check_id]}"
            for check_id, verdict in self._verdicts.items()
            if check_id in self._titles
        ]
        return json_text(
            {
                "output": shown("\n".join(lines)),
                "output_format": "text",
                "visibility": "visible",
                "stdout_visibility": "hidden",
                "extra_data": {"format": "grader", "partial": True},
            }
        )
