"""Say which points a regrade has changed, and by which checks, from the history of a gradebook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from grader.reportdiff import Change, compare
from grader.schema import Report

if TYPE_CHECKING:
    from grader.gradebook import Gradebook


@dataclass(frozen=True)
class Regrade:
    """A regrade that gave an attempt other points: whose, which, when, and what differs."""

    student: str
    attempt: int
    graded_at: datetime
    change: Change


def regrades(gradebook: Gradebook, assignment: str) -> tuple[list[Regrade], tuple[str, ...]]:
    """
    Return what the last regrade of each attempt has changed, and what differs for all of them.

    Only attempts with other points or another status are told, those with the greatest difference first.
    """
    found = {f"{each.student}\n{each.attempt}": each for each in gradebook.regraded(assignment)}
    if not found:
        return [], ()
    difference = compare(
        {name: _reading(each.before) for name, each in found.items()},
        {name: _reading(each.after) for name, each in found.items()},
    )
    only = next(iter(found.values())) if len(found) == 1 else None  # which is compared under its own name
    made = []
    for change in difference.changes:
        each = only or found[change.name]
        made.append(Regrade(each.student, each.attempt, each.graded_at, change))
    return sorted(made, key=_by_size), difference.grounds


def _by_size(regrade: Regrade) -> tuple[float, str, int]:
    before, after = regrade.change.before.score, regrade.change.after.score
    size = float("inf") if before is None or after is None else abs(after - before)
    return -size, regrade.student, regrade.attempt


def _reading(report: bytes) -> Callable[[], Report]:
    from grader.gradebookviews import unpacked

    return lambda: unpacked(report)
