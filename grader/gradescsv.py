"""Write everybody's grade as one table. Knows no platform and no gradebook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.grades import Grade
from grader.safecsv import Value, table
from grader.wholefile import replace

COLUMNS = (
    "student",
    "name",
    "group",
    "score",
    "max_score",
    "status",
    "submitted_at",
    "late_s",
    "raw_score",
    "late_deduction",
    "adjustment",
    "attempts",
)


def write_grades(grades: Sequence[Grade], path: Path) -> None:
    """
    Put *grades* at *path*, whole or not at all, sorted by student: the same grades make the same bytes.

    After `COLUMNS` comes one for each platform's name of the students that any of them has, headed
    ``id_canvas`` or the like. A score that is not there is an empty cell and never 0.

    Raises:
        OSError: It cannot be written; an older file is as it was.
    """
    replace(path, grades_csv(grades))


def grades_csv(grades: Sequence[Grade]) -> bytes:
    """Return what `write_grades` puts into the file."""
    names = sorted({name for grade in grades for name in grade.ids})
    header = [*COLUMNS, *(f"id_{name}" for name in names)]
    ordered = sorted(grades, key=lambda grade: (grade.student, grade.name))
    return table(header, [[*_own(grade), *(grade.ids.get(name) for name in names)] for grade in ordered])


def _own(grade: Grade) -> list[Value]:
    return [getattr(grade, column) for column in COLUMNS]
