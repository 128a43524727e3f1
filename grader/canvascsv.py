"""
Fill one assignment's column of a gradebook that was exported from Canvas.

The rules are those of Canvas's own `lib/gradebook_importer.rb`. Everything else of the file stays as it
is, so that the import changes nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.columnfill import Filled, Rules, decimal_sign, differing_maximum, fill_cells, left_over, number_of
from grader.csvcells import Sheet, read_sheet
from grader.errors import UsageError
from grader.grades import Grade
from grader.rowmatching import Key, Matching, called, match, names_of

_TITLE = re.compile(r"(.*)\s\((\d+)\)", re.DOTALL)
_TOTALS = re.compile("(?:Current|Final) (?:Score|Points|Grade)|Override (?:Score|Grade|Status)")
_READ_ONLY = re.compile(r"read\s+only")
_HIDDEN = re.compile(r"\s*(?:Muted|Manual Posting.*)?\s*", re.IGNORECASE)
_INFO = {
    "sis": re.compile(r"SIS\s+User\s+ID"),
    "login": re.compile(r"SIS\s+Login\s+ID"),
    "section": re.compile(r".*Section.*", re.DOTALL),
}
_TEST_STUDENT = "Student, Test"
_CANVAS = called("canvas", "canvas_id")
_SIS_NAMES = ("sis", "sis_id", "sis_user_id", "sid")
_SIS = called(*_SIS_NAMES)
_LOGIN = called("login", "sis_login", "sis_login_id", "user", "username", "email", student=True)


@dataclass(frozen=True)
class _Gradebook:
    """A sheet with Canvas's header: where its *info* columns are, and each assignment's column."""

    sheet: Sheet
    info: dict[str, int]
    assignments: dict[int, tuple[str, str, str]]
    name: str

    @property
    def split(self) -> bool:
        """Return whether last and first names have a column each."""
        return "FirstName" in self.sheet.text(0, 1)

    def student(self, row: int) -> str:
        """Return the name in *row*, last name first."""
        text = self.sheet.text
        return f"{text(row, 0)}, {text(row, 1)}" if self.split else text(row, 0)

    def field(self, name: str) -> Callable[[int], str]:
        """Return what gives the text of the info column called *name* in a row."""
        return lambda row: self.sheet.text(row, self.info.get(name))


def fill(
    template: bytes,
    grades: Sequence[Grade],
    column: str,
    *,
    missing_as_zero: bool = False,
    name: str = "the Canvas gradebook",
) -> Filled:
    """
    Return the exported gradebook *template* with *grades* in one column, every other byte as it was.

    Rows are matched by Canvas ID, SIS User ID, SIS Login ID and name, in this order. Who is excused
    (`EX`) or not assigned (`N/A`) and who has no score keeps the cell as it was, with a note.

    Args:
        template: As downloaded by the instructor.
        grades: Of the class; those of whom there is no row are reported.
        column: Of the assignment: its title, its id, or both as in the file, ``Homework 1 (12345)``.
        missing_as_zero: Whether who handed in nothing gets 0.
        name: Of the file, for messages.

    Raises:
        UsageError: It is no gradebook of Canvas, the column is not there, cannot be told from another
            or is read-only; the text lists the assignments that there are.
    """
    book = _read(template, name)
    number = _column(book, column)
    possible, students = _rows_by_kind(book)
    maximum = book.sheet.text(possible, number) if possible is not None else ""
    if _READ_ONLY.search(maximum):
        raise UsageError(f"{name}: column {column!r} is read-only in Canvas")
    matching = _match(book, students, grades)
    scores = [book.sheet.text(row, each) for row in students for each in book.assignments]
    content, written, notes = fill_cells(
        book.sheet,
        matching.grades,
        Rules(
            column=number,
            decimal=decimal_sign([*scores, maximum]),
            missing_as_zero=missing_as_zero,
            refusal=lambda row, _: _refusal(book.sheet.text(row, number)),
        ),
    )
    where = f"Points Possible of {book.sheet.text(0, number)!r}"
    differing = differing_maximum(grades, number_of(maximum), where)
    nobody = [row for row in students if row not in matching.grades and book.student(row) != _TEST_STUDENT]
    return Filled(
        content,
        written,
        tuple(book.student(row) for row in nobody),
        left_over(grades, matching.grades.values()),
        (*differing, *matching.notes, *notes),
    )


def _read(template: bytes, name: str) -> _Gradebook:
    sheet = read_sheet(template, name, _is_header)
    titles = [cell.text for cell in sheet.rows[0]]
    names = 2 if "FirstName" in titles[1] else 1
    info = {"id": names}
    for key, form in _INFO.items():
        there = [number for number, title in enumerate(titles) if form.fullmatch(title.strip())]
        info |= {key: there[0]} if there else {}
    if "section" not in info:
        raise UsageError(f"{name}: no column Section: not a gradebook exported from Canvas")
    assignments = {
        number: (title, found[1], found[2])
        for number, title in enumerate(titles)
        if number > info["section"] and (found := _TITLE.fullmatch(title)) and not _TOTALS.search(title)
    }
    return _Gradebook(sheet, info, assignments, name)


def _is_header(titles: Sequence[str]) -> bool:
    if len(titles) > 3 and "Student" in titles[0] and "ID" in titles[1]:
        return True
    return len(titles) > 4 and "LastName" in titles[0] and "FirstName" in titles[1] and "ID" in titles[2]


def _column(book: _Gradebook, wanted: str) -> int:
    """Return the number of the column called *wanted*: by whole title, else by id, else by title alone."""
    for part in (0, 2, 1):
        found = [
            number for number, parts in book.assignments.items() if parts[part].strip() == wanted.strip()
        ]
        if len(found) == 1:
            return found[0]
        if found:
            several = ", ".join(repr(book.assignments[number][0]) for number in found)
            raise UsageError(f"{book.name}: {wanted!r} could be {several}: give the number in brackets")
    there = ", ".join(repr(parts[0]) for parts in book.assignments.values()) or "none"
    raise UsageError(f"{book.name}: no assignment {wanted!r} in it; there is {there}")


def _rows_by_kind(book: _Gradebook) -> tuple[int | None, list[int]]:
    """Return the row of the points possible, if there is one, and those of students."""
    possible, students = None, []
    for row in range(1, len(book.sheet.rows)):
        texts = [cell.text for cell in book.sheet.rows[row]]
        if texts and "Points Possible" in texts[0]:
            possible = row
        elif not all(_HIDDEN.fullmatch(text) for text in texts):
            students.append(row)
    return possible, students


def _match(book: _Gradebook, students: Sequence[int], grades: Sequence[Grade]) -> Matching:
    keys = (
        Key("Canvas ID", book.field("id"), _CANVAS, _CANVAS),
        Key("SIS User ID", book.field("sis"), called(*_SIS_NAMES, student=True), _SIS),
        Key("SIS Login ID", book.field("login"), _LOGIN),
        Key("name", book.student, names_of),
    )
    return match(students, grades, keys)


def _refusal(text: str) -> str:
    if text.strip().casefold() == "ex":
        return "excused (EX)"
    return "not assigned to this student (N/A)" if text.strip().casefold() == "n/a" else ""
