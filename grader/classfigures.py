"""Count and compare what the reports of a class say of tasks, checks and mistakes. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from grader.classstatistics import Cost, ItemFigures, cost, item_figures
from grader.cofailures import Outcomes, Together, together
from grader.config import Config
from grader.sheets import CheckInfo, Pile, Sheet

_WORKING = 0.25
"""Share of its checks that must pass, or the failures of a submission say nothing of what goes together."""

Marked = Sequence[tuple[int, Sheet]]
"""Submissions of which something was graded, by the numbers of their rows."""


@dataclass(frozen=True)
class CheckFigures:
    """One check over the class; *failed* are the numbers of the rows that did not pass it."""

    check: CheckInfo
    figures: ItemFigures
    failed: tuple[int, ...]
    skipped: int
    cost: Cost | None


@dataclass(frozen=True)
class TaskFigures:
    """One task over the class."""

    name: str
    title: str
    points: float
    checks: int
    figures: ItemFigures


@dataclass(frozen=True)
class Mistake:
    """A misconception that submissions behave like: by which checks it was seen, in which rows."""

    name: str
    explanation: str
    checks: tuple[str, ...]
    rows: tuple[int, ...]


def tasks_of(pile: Pile, config: Config, marked: Marked) -> list[TaskFigures]:
    """Return how the class did in each task, in the order of the reports."""
    sheets = [sheet for _, sheet in marked]
    made = []
    for name, points in pile.task_points.items():
        shares = [sheet.tasks.get(name) for sheet in sheets]
        figures = item_figures(shares, _rest(sheets, shares, points))
        title = config.tasks[name].title if name in config.tasks else name
        checks = sum(check.task == name for check in pile.checks.values())
        made.append(TaskFigures(name, title or name, points, checks, figures))
    return made


def checks_of(pile: Pile, marked: Marked) -> list[CheckFigures]:
    """Return how the class did in each check, in the order of the reports."""
    made = []
    sheets = [sheet for _, sheet in marked]
    for id_, check in pile.checks.items():
        marks = [sheet.marks.get(id_) for sheet in sheets]
        shares = [mark.share if mark else None for mark in marks]
        seconds = [sheet.seconds[id_] for sheet in sheets if id_ in sheet.seconds]
        made.append(
            CheckFigures(
                check,
                item_figures(shares, _rest(sheets, shares, check.points)),
                tuple(
                    number for (number, _), mark in zip(marked, marks, strict=True) if mark and mark.failed
                ),
                sum(mark is not None and mark.verdict == "skipped" for mark in marks),
                cost(id_, seconds) if seconds else None,
            )
        )
    return made


def _rest(sheets: Sequence[Sheet], shares: Sequence[float | None], points: float) -> list[float | None]:
    """Return the points that each has got for everything else."""
    return [
        None if sheet.score is None or share is None else sheet.score - share * points
        for sheet, share in zip(sheets, shares, strict=True)
    ]


def fail_together(pile: Pile, marked: Marked) -> tuple[list[Together], int]:
    """Return what fails together in the submissions in which something works, and how many those are."""
    working = [(number, sheet) for number, sheet in marked if _works(sheet)]
    ran: dict[str, set[int]] = defaultdict(set)
    failed: dict[str, set[int]] = defaultdict(set)
    links = {(id_, id_.partition("[")[0]) for id_ in pile.checks if "[" in id_}
    for number, sheet in working:
        for id_, mark in sheet.marks.items():
            if mark.behind:
                links.add((id_, mark.behind))
            if mark.failed or mark.share == 1:
                ran[id_].add(number)
            if mark.failed:
                failed[id_].add(number)
    outcomes = [Outcomes(id_, frozenset(ran[id_]), frozenset(failed[id_])) for id_ in pile.checks]
    return together(outcomes, sorted(links)), len(working)


def _works(sheet: Sheet) -> bool:
    return sum(mark.share == 1 for mark in sheet.marks.values()) >= _WORKING * len(sheet.marks)


def mistakes_of(marked: Marked) -> list[Mistake]:
    """Return the misconceptions of the class, the most frequent first."""
    texts: dict[str, str] = {}
    checks: dict[str, set[str]] = defaultdict(set)
    rows: dict[str, set[int]] = defaultdict(set)
    for number, sheet in marked:
        for id_, mark in sheet.marks.items():
            if mark.misconception:
                name = mark.misconception.name
                texts.setdefault(name, mark.misconception.explanation)
                checks[name].add(id_)
                rows[name].add(number)
    made = [
        Mistake(name, text, tuple(sorted(checks[name])), tuple(sorted(rows[name])))
        for name, text in texts.items()
    ]
    return sorted(made, key=lambda each: (-len(each.rows), each.name))
