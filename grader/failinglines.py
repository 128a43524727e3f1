"""Find the lines of a submission at which its checks fail. Writes nothing and knows no platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.records import Verdict, Visibility
from grader.schema import Report

_TOLD_OF_HIDDEN = frozenset({Verdict.ERROR, Verdict.BLOCKED})
_FINE = frozenset({Verdict.PASSED, Verdict.INTERNAL})
_MOST_LINES = 100_000


@dataclass(frozen=True)
class FailingLine:
    """A line of one of the submission's own files, counted from 1."""

    file: str
    line: int


def failing_lines(
    report: Report, revealed: frozenset[Visibility] = frozenset({Visibility.VISIBLE})
) -> dict[str, FailingLine]:
    """
    Return where checks fail, by their ids, as far as students may know.

    Of a hidden check that is what its rendered message names as well: the line that raised an error or tried
    what is not allowed. A rendered report no longer holds the places of those checks.

    Args:
        report: The whole report, before it is rendered.
        revealed: What students may see in full.
    """
    files = frozenset(report.submission.files)
    found = {}
    for task in report.tasks:
        for check in task.checks:
            tells = check.visibility in revealed or check.verdict in _TOLD_OF_HIDDEN
            line = _line(check.details.get("where"), files) if tells and check.verdict not in _FINE else None
            if line is not None:
                found[check.id] = line
    return found


def _line(where: object, files: frozenset[str]) -> FailingLine | None:
    if not isinstance(where, Mapping):
        return None
    file, line = where.get("file"), where.get("line")
    if not isinstance(file, str) or file not in files or type(line) is not int:
        return None
    return FailingLine(file, line) if 0 < line < _MOST_LINES else None
