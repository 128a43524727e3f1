"""
Fill the grades of an offline grading worksheet that was downloaded from Moodle.

The rules are those of Moodle's own `mod/assign/feedback/offline`. Titles are in the teacher's language,
and Moodle finds its columns by their exact text; so only the cells of one column are touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from grader.columnfill import (
    PLACES,
    Filled,
    Rules,
    decimal_sign,
    differing_maximum,
    fill_cells,
    left_over,
    number_of,
)
from grader.csvcells import Sheet, read_sheet
from grader.errors import UsageError
from grader.grades import Grade
from grader.rowmatching import Key, called, match, names_of
from grader.safecsv import number_text

TITLES: Mapping[str, tuple[str, ...]] = {
    "identifier": ("Identifier", "ID", "Identifiant", "Identificador"),
    "grade": ("Grade", "Bewertung", "Note", "Calificación", "Nota"),
    "modified": (
        "Last modified (grade)",
        "Zuletzt geändert (Bewertung)",
        "Dernière modification (note)",
        "Última modificación (calificación)",
        "Última modificação (nota)",
    ),
    "maximum": ("Maximum grade", "Bestwertung", "Note maximale", "Calificación máxima", "Nota máxima"),
    "changeable": (
        "Grade can be changed",
        "Bewertung kann geändert werden",
        "La note peut être modifiée",
        "La calificación puede ser cambiada",
        "Nota pode ser alterada",
    ),
    "name": ("Full name", "Vollständiger Name", "Nom complet", "Nombre completo", "Nome completo"),
    "email": ("Email address", "E-Mail-Adresse", "Adresse de courriel", "Dirección de correo"),
    "scale": ("Scale", "Skala"),
}
"""Titles of the columns in English, German, French, Spanish and Portuguese of Brazil."""

_NO = frozenset({"no", "nein", "non", "não"})
_PARTICIPANT = re.compile(r"\D*?(\d+)\s*", re.DOTALL)
_MOODLE = called("moodle", "participant", "moodle_participant")


@dataclass(frozen=True)
class _Worksheet:
    """A sheet with Moodle's header, and where its columns are."""

    sheet: Sheet
    columns: Mapping[str, int]

    def field(self, name: str) -> Callable[[int], str]:
        """Return what gives the text of the column called *name* in a row."""
        return lambda row: self.sheet.text(row, self.columns.get(name))

    def participant(self, row: int) -> str:
        """Return the number in `Participant 123`, whatever the word before it."""
        found = _PARTICIPANT.fullmatch(self.field("identifier")(row))
        return found[1] if found else ""

    def maximum(self, row: int) -> float | None:
        """Return what can be had at most in *row*; None where the worksheet does not say."""
        return number_of(self.field("maximum")(row))

    def called(self, row: int) -> str:
        """Return how a message names who *row* is about."""
        return self.field("name")(row) or self.field("email")(row) or self.field("identifier")(row)


def fill(
    template: bytes,
    grades: Sequence[Grade],
    *,
    column: str | None = None,
    scale: bool = False,
    missing_as_zero: bool = False,
    name: str = "the Moodle worksheet",
) -> Filled:
    """
    Return the grading worksheet *template* with *grades* filled in, every other byte as it was.

    Rows are matched by participant number, email address and full name, in this order. Whose grade can not
    be changed, who has no score, and whose score Moodle would refuse keeps the cell as it was, with a note.

    Args:
        template: As downloaded by the teacher, in any language.
        grades: Of the class; those of whom there is no row are reported.
        column: The title of the column with the grades, where it is in none of the languages of `TITLES`.
        scale: Convert points to those of the worksheet's `Maximum grade`.
        missing_as_zero: Whether who handed in nothing gets 0.
        name: Of the file, for messages.

    Raises:
        UsageError: It is no grading worksheet, or its grades are words of a scale.
    """
    work = _read(template, name, column)
    rows = [row for row in range(1, len(work.sheet.rows)) if any(cell.text for cell in work.sheet.rows[row])]
    keys = (
        Key("participant number", work.participant, _MOODLE, _MOODLE),
        Key("email address", work.field("email"), called("email"), called("email")),
        Key("full name", work.field("name"), names_of),
    )
    matching = match(rows, grades, keys)
    numbers = [work.field(each)(row) for row in rows for each in ("grade", "maximum")]
    content, written, notes = fill_cells(
        work.sheet,
        matching.grades,
        Rules(
            column=work.columns["grade"],
            decimal=decimal_sign(numbers),
            missing_as_zero=missing_as_zero,
            refusal=lambda row, points: _refusal(work, row, points),
            points=lambda row, points: _scaled(work.maximum(row), matching.grades[row], points, scale),
        ),
    )
    maxima = {work.maximum(row) for row in rows} - {None}
    differing = [] if scale else [differing_maximum(grades, each, "Maximum grade") for each in maxima]
    return Filled(
        content,
        written,
        tuple(work.called(row) for row in rows if row not in matching.grades),
        left_over(grades, matching.grades.values()),
        (*(note for several in differing for note in several), *matching.notes, *notes),
    )


def _read(template: bytes, name: str, column: str | None) -> _Worksheet:
    """
    Return the worksheet with the places of its columns.

    In a language that is not known the grades' column is named by the caller, and the first one holds the
    participants: Moodle writes it first.
    """
    sheet = read_sheet(template, name, lambda titles: _is_header(titles, column))
    titles = [cell.text.strip() for cell in sheet.rows[0]]
    columns = {role: number for role in TITLES if (number := _place(titles, role)) is not None}
    if column is not None:
        columns = {"identifier": 0} | columns | {"grade": titles.index(column.strip())}
    elif "modified" not in columns:
        raise UsageError(
            f"{name}: no column {TITLES['modified'][0]!r}, without which Moodle takes no worksheet back: "
            "download it from the assignment, with all columns"
        )
    if "scale" in columns and "maximum" not in columns:
        raise UsageError(f"{name}: the assignment is graded in words of a scale, not in points")
    return _Worksheet(sheet, columns)


def _is_header(titles: Sequence[str], column: str | None) -> bool:
    there = [title.strip() for title in titles]
    if column is not None:
        return len(there) > 1 and column.strip() in there
    return _place(there, "identifier") is not None and _place(there, "grade") is not None


def _place(titles: Sequence[str], role: str) -> int | None:
    known = {title.casefold() for title in TITLES[role]}
    return next((number for number, title in enumerate(titles) if title.casefold() in known), None)


def _refusal(work: _Worksheet, row: int, points: float) -> str:
    """Return why Moodle would not take *points* in *row*: it drops such rows without a word."""
    if work.field("changeable")(row).strip().casefold() in _NO:
        return "the grade can not be changed in Moodle"
    maximum = work.maximum(row)
    if points < 0 or (maximum is not None and round(points, PLACES) > maximum):
        limit = "more" if maximum is None else number_text(maximum, PLACES)
        return f"{number_text(points, PLACES)} is outside of what Moodle takes, 0 to {limit}"
    return ""


def _scaled(maximum: float | None, grade: Grade, points: float, scale: bool) -> float:
    return points * maximum / grade.max_score if scale and maximum is not None and grade.max_score else points
