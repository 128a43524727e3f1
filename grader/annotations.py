"""Write workflow commands that mark the failing lines of a student's files on GitHub."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from grader.failinglines import FailingLine
from grader.feedback import Feedback, headline, lost_points, told
from grader.schema import Report
from grader.untrusted import command_data, command_property

MOST = 10
"""GitHub shows ten errors of a step and drops the rest in silence."""

_LENGTH = 4000


def line_annotations(report: Report, lines: Mapping[str, FailingLine], *, folder: str = "") -> str:
    """
    Return one command for each failing line, those that cost most first, at most `MOST`; empty for none.

    Several checks that fail at one line make one command. A report without a score makes one warning that
    says why, at no line.

    Args:
        report: Rendered for students.
        lines: Where checks fail, by id.
        folder: The submission's folder in the repository; empty for the top.
    """
    head = []
    if report.score is None:
        head = [f"::warning title=grader::{command_data(headline(report)[:_LENGTH])}\n"]
    groups: dict[FailingLine, list[Feedback]] = {}
    for each in told(report):
        if each.check.id in lines:
            groups.setdefault(lines[each.check.id], []).append(each)
    dearest = sorted(groups.items(), key=lambda item: -sum(lost_points(each.check) for each in item[1]))
    return "".join(head + [_command(line, alike, folder) for line, alike in dearest[:MOST]])


def _command(line: FailingLine, alike: list[Feedback], folder: str) -> str:
    first = max(alike, key=lambda each: lost_points(each.check))
    more = f" (and {len(alike) - 1} more)" if len(alike) > 1 else ""
    text = "\n".join(part for part in (first.finding, first.advice) if part)
    file = command_property(str(PurePosixPath(folder) / line.file))
    title = command_property(first.check.title + more)
    return f"::error file={file},line={line.line},title={title}::{command_data(text[:_LENGTH])}\n"
