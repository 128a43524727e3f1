"""Write grades into one column of a platform's table, and tell what was left alone. Knows no platform."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.csvcells import Sheet
from grader.grades import Grade
from grader.rowmatching import label
from grader.safecsv import number_text

PLACES = 2
"""Decimal places that platforms show and compare."""

_COMMA = re.compile(r"-?\d+,\d+%?")
_POINT = re.compile(r"-?\d+\.\d+%?")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Filled:
    """
    An instructor's table with grades in one column.

    Args:
        content: The file; what is not in `written` is as it was, byte by byte.
        written: How many cells were changed.
        unmatched_rows: Names of those for whom there is no grade.
        unmatched_grades: Those of whom there is no row, in the words of the gradebook.
        notes: What the instructor should know before handing the file to the platform.
    """

    content: bytes
    written: int
    unmatched_rows: tuple[str, ...]
    unmatched_grades: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """
    How a platform's column is to be filled.

    Args:
        column: Its number.
        decimal: Between whole and part: `.` or `,`.
        missing_as_zero: Whether who handed in nothing gets 0.
        refusal: Says why a row's cell must stay as it is, given the row and the points; empty if it need not.
        points: Makes of a grade's points those of the platform, given the row and the points.
    """

    column: int
    decimal: str
    missing_as_zero: bool
    refusal: Callable[[int, float], str]
    points: Callable[[int, float], float] = lambda _, points: points


def number_of(text: str) -> float | None:
    """Return the number in a cell, written with a point or a comma; None where there is none."""
    text = text.strip().removesuffix("%")
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def decimal_sign(texts: Iterable[str]) -> str:
    """Return what the numbers among *texts* have between whole and part, a point where none has a part."""
    balance = 0
    for text in texts:
        balance += bool(_COMMA.fullmatch(text.strip())) - bool(_POINT.fullmatch(text.strip()))
    return "," if balance > 0 else "."


def fill_cells(sheet: Sheet, grades: Mapping[int, Grade], rules: Rules) -> tuple[bytes, int, tuple[str, ...]]:
    """
    Return the table with *grades* in their rows, how many cells changed, and what is to be told.

    Who has no score keeps the cell as it was. A cell that says the same already keeps its bytes.
    """
    changes: dict[tuple[int, int], str] = {}
    notes: list[str] = []
    for row, grade in sorted(grades.items()):
        if len(sheet.rows[row]) <= rules.column:
            notes.append(f"{label(grade)}: line {sheet.line(row)} ends before the column: left alone")
            continue
        score = (
            0.0
            if grade.score is None and grade.status == "missing" and rules.missing_as_zero
            else grade.score
        )
        if score is None:
            notes.append(f"{label(grade)}: no score ({grade.status}): the cell stays as it was")
            continue
        points = rules.points(row, score)
        if refusal := rules.refusal(row, points):
            notes.append(f"{label(grade)}: {refusal}: left alone")
            continue
        old, new = sheet.text(row, rules.column).strip(), number_text(points, PLACES)
        if _same(old, new):
            continue
        changes[row, rules.column] = new.replace(".", rules.decimal)
        if old not in {"", "-"}:
            notes.append(f"{label(grade)}: {old[:40]} was there, now {changes[row, rules.column]}")
    return sheet.changed(changes), len(changes), tuple(notes)


def left_over(grades: Sequence[Grade], matched: Iterable[Grade]) -> tuple[str, ...]:
    """Return the labels of those of *grades* that are not among *matched*."""
    known = {id(grade) for grade in matched}
    return tuple(sorted(label(grade) for grade in grades if id(grade) not in known))


def differing_maximum(grades: Iterable[Grade], maximum: float | None, where: str) -> tuple[str, ...]:
    """Return a note where *grades* are out of another number of points than the platform's *maximum*."""
    ours = sorted({number_text(grade.max_score, PLACES) for grade in grades})
    if maximum is None or ours in ([], [number_text(maximum, PLACES)]):
        return ()
    return (f"{where} is {number_text(maximum, PLACES)}, but the grades are out of {' and '.join(ours)}",)


def _same(old: str, new: str) -> bool:
    number = number_of(old)
    return number is not None and number_text(number, PLACES) == new
