"""Read all that is known of a graded class and turn it into figures. Writes nothing and knows no page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from grader.alikepairs import AlikePair, read_similar
from grader.classfigures import (
    CheckFigures,
    Mistake,
    TaskFigures,
    checks_of,
    fail_together,
    mistakes_of,
    tasks_of,
)
from grader.classrows import Row, class_rows
from grader.classstatistics import Distribution, distribution
from grader.cofailures import Together
from grader.config import Config
from grader.errors import UsageError
from grader.regrades import Regrade, regrades
from grader.sheets import Pile, read_pile

if TYPE_CHECKING:
    from grader.gradebook import Gradebook

SIMILAR = "similar.csv"
Told = Sequence[tuple[str, str]]
"""What a person should look at: what it is about, and what there is to say."""


@dataclass(frozen=True)
class ClassView:
    """
    A graded class.

    Args:
        title: Of the assignment.
        as_of: When the newest result was recorded; None where there is none.
        rows: One for each student.
        scores: How what students get is spread; None where nobody has a score.
        tasks, checks: In the order of the reports.
        groups: Checks that fail together, and how many submissions were looked at for that.
        mistakes: The most frequent first.
        goals: Floor and threshold of the accuracy.
        regrades: Those with the greatest difference first.
        grounds: What differs for all of them.
        pairs: Of submissions that look alike; None where nobody has looked.
        faults: What the grader itself failed at.
        notes: What else a person should look at.
        states: How many reports there are of each state of the assignment.
    """

    title: str
    as_of: datetime | None
    rows: tuple[Row, ...]
    scores: Distribution | None
    tasks: tuple[TaskFigures, ...]
    checks: tuple[CheckFigures, ...]
    groups: tuple[Together, ...]
    grouped: int
    mistakes: tuple[Mistake, ...]
    goals: tuple[float, float] | None
    regrades: tuple[Regrade, ...]
    grounds: tuple[str, ...]
    pairs: tuple[AlikePair, ...] | None
    faults: Told
    notes: Told
    states: tuple[int, ...]


def class_view(
    folder: Path,
    config: Config,
    gradebook: Gradebook,
    owners: Mapping[str, str] | None = None,
    notes: Told = (),
) -> ClassView:
    """
    Return what is known of the class that was graded into *folder*.

    Args:
        folder: With `reports/`, and `similar.csv` if somebody has put it there.
        config: Of the assignment.
        gradebook: Where the results are.
        owners: Whose each report is, as `class_rows` takes it.
        notes: What a person should look at, from whoever took the class in.

    Raises:
        UsageError: The gradebook cannot be read.
    """
    pile = read_pile(folder)
    rows = class_rows(gradebook.accounts(config.name), config, pile.sheets, owners)
    changes, grounds = regrades(gradebook, config.name)
    pairs, more = _pairs(folder / SIMILAR)
    marked = [(row.number, row.sheet) for row in rows if row.sheet and row.sheet.marks]
    groups, grouped = fail_together(pile, marked)
    gained = [row.grade.score for row in rows if row.grade.score is not None]
    states: dict[str, int] = defaultdict(int)
    for _, sheet in marked:
        states[sheet.state] += 1
    return ClassView(
        title=config.title,
        as_of=gradebook.last_graded(config.name),
        rows=tuple(rows),
        scores=distribution(gained, max((row.grade.max_score for row in rows), default=0.0)),
        tasks=tuple(tasks_of(pile, config, marked)),
        checks=tuple(checks_of(pile, marked)),
        groups=tuple(groups),
        grouped=grouped,
        mistakes=tuple(mistakes_of(marked)),
        goals=next((sheet.goals for _, sheet in marked if sheet.goals), None),
        regrades=tuple(changes),
        grounds=grounds,
        pairs=pairs,
        faults=_faults(pile, rows),
        notes=(*notes, *more),
        states=tuple(sorted(states.values(), reverse=True)),
    )


def _faults(pile: Pile, rows: Sequence[Row]) -> Told:
    """Return what the grader failed at: reports that cannot be read, submissions, single checks."""
    faults = [*pile.broken]
    for row in rows:
        broken = [
            (id_, mark) for id_, mark in (row.sheet.marks if row.sheet else {}).items() if mark.share is None
        ]
        if broken:
            faults += [
                (row.grade.student, f"{id_}: {mark.message or 'no reason known'}") for id_, mark in broken
            ]
        elif row.grade.status == "internal":
            reason = row.sheet.reason if row.sheet else ""
            faults.append((row.grade.student, reason or "no reason known"))
    return tuple(faults)


def _pairs(path: Path) -> tuple[tuple[AlikePair, ...] | None, Told]:
    """Return the pairs of the file at *path*, and what there is to say of it; None where there is none."""
    if not path.is_file():
        return None, ()
    try:
        return tuple(read_similar(path)), ()
    except UsageError as error:
        return None, ((path.name, str(error)),)
