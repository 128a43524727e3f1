"""
Read the list of a class: a CSV file with whatever columns a platform or a person gives it.

An exported gradebook of Canvas or Moodle, and Gradescope's, nbgrader's or GitHub Classroom's roster are such
lists.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import UsageError
from grader.platformnames import name_key
from grader.source import read_regular, shown

_MAX_KB = 20_480
_COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(
        ("student", "studentid", "studentnumber", "idnumber", "matriculation", "matriculationnumber"),
        "student",
    ),
    **dict.fromkeys(("matrikelnummer", "matrikelnr", "sid", "identifiant"), "student"),
    "id": "id",
    **dict.fromkeys(("user", "username", "login", "loginid", "sisloginid", "netid", "account"), "login"),
    **dict.fromkeys(("github", "githubusername", "githublogin"), "github"),
    **dict.fromkeys(("canvas", "canvasid", "canvasuserid", "lmsuserid"), "canvas"),
    **dict.fromkeys(("moodle", "moodleid", "participant"), "moodle"),
    **dict.fromkeys(("sis", "sisid", "sisuserid"), "sis"),
    "identifier": "identifier",
    **dict.fromkeys(("email", "emailaddress", "mail", "emailadresse"), "email"),
    **dict.fromkeys(
        ("name", "fullname", "studentname", "vollständigername", "displayname", "rostername"), "name"
    ),
    **dict.fromkeys(("first", "firstname", "givenname", "vorname", "prénom"), "first"),
    **dict.fromkeys(("last", "lastname", "surname", "familyname", "nachname"), "last"),
    **dict.fromkeys(("group", "groups", "team", "section", "sections", "gruppe"), "group"),
}
_PARTICIPANT = "Participant "
_TEST_STUDENT = "Student, Test"
_KINDS = ("canvas", "moodle", "email", "login", "sis", "github")


@dataclass(frozen=True)
class RosterEntry:
    """
    One student of the class.

    Args:
        student: By which the gradebook knows the student.
        name: As the list writes it; empty where it has none.
        group: Empty without one.
        email: Empty where the list has none.
        ids: What platforms call the student, by `canvas`, `moodle`, `email`, `login`, `sis` or `github`.
    """

    student: str
    name: str = ""
    group: str = ""
    email: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Roster:
    """All students of the class, in the order of the list; *name* is that of its file."""

    entries: tuple[RosterEntry, ...]
    name: str = "roster"


def read_roster(path: Path) -> Roster:
    """
    Return the class that the CSV file at *path* lists.

    Columns are known by their headers, in any letter case: student (or student id, number), login (or user),
    e-mail, name (or first and last name), group (or section), canvas, moodle, github. What separates them is
    found out. Other columns are passed over.

    Raises:
        UsageError: It cannot be read, or has no column that names students, or a row is wrong; the text names
            the file and the line.
    """
    called = shown(path.name)
    rows = _rows(_text(path), called)
    if not rows:
        raise UsageError(f"{called}: is empty; the first line must name the columns")
    header, columns = rows[0][1], _columns(rows[0][1])
    if not {"student", "id", "login", "email", "name", "last", "identifier", "canvas", "github"} & set(
        columns
    ):
        found = ", ".join(shown(cell) for cell in header[:8])
        raise UsageError(
            f"{called}:{rows[0][0]}: no column names students (student, login, email, name), got {found}"
        )
    entries: dict[str, tuple[int, RosterEntry]] = {}
    for line, row in rows[1:]:
        if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
            raise UsageError(
                f"{called}:{line}: has {len(row)} columns, but the first line names {len(header)}"
            )
        entry = _entry(
            {kind: row[at].strip() for kind, at in columns.items() if at < len(row)}, f"{called}:{line}"
        )
        if entry is None:
            continue
        if entry.student in entries:
            first = entries[entry.student][0]
            raise UsageError(f"{called}:{line}: {shown(entry.student)!r} is in line {first} already")
        entries[entry.student] = line, entry
    return Roster(tuple(entry for _, entry in entries.values()), called)


def _text(path: Path) -> str:
    try:
        content = read_regular(path.resolve(), _MAX_KB)
    except OSError as error:
        raise UsageError(f"{shown(path)}: cannot be read: {error.strerror}") from error
    if len(content) > _MAX_KB * 1024:
        raise UsageError(f"{shown(path)}: is larger than {_MAX_KB} kB")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(f"{shown(path.name)}:{line}: is not UTF-8; save it as CSV UTF-8") from error


def _rows(text: str, called: str) -> list[tuple[int, list[str]]]:
    """Return the rows that hold something, with the number of their last line."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=lambda sign: (first.count(sign), sign == ","))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise UsageError(f"{called}:{reader.line_num}: {error}") from error


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Return where each kind of column is; in a gradebook of Canvas, `Student` is a name, `ID` Canvas's."""
    keys = [name_key(cell) for cell in header]
    columns: dict[str, int] = {}
    for at, key in enumerate(keys):
        if key in _COLUMNS:
            columns.setdefault(_COLUMNS[key], at)
    if {"student", "id", "section"} <= set(keys) and "siscourseid" not in keys:
        columns["name"], columns["canvas"] = keys.index("student"), keys.index("id")
        del columns["id"]
        del columns["student"]
    return columns


def _entry(cells: Mapping[str, str], place: str) -> RosterEntry | None:
    """Return the student of one row; None for the rows of a gradebook that hold no student."""
    name = cells.get("name") or " ".join(filter(None, (cells.get("first"), cells.get("last"))))
    if "canvas" in cells and not cells["canvas"] and "student" not in cells:
        return None  # Canvas's rows of points possible and of manual posting
    if name == _TEST_STUDENT:
        return None
    ids = {kind: cells[kind] for kind in _KINDS if cells.get(kind)}
    identifier = cells.get("identifier", "")
    number = identifier.rpartition(" ")[2]
    if number.isascii() and number.isdigit() and " " in identifier:
        ids.setdefault("moodle", number)
        identifier = ""
    candidates = (
        *(cells.get("student"), cells.get("id"), identifier, ids.get("sis"), ids.get("login")),
        *(ids.get("github"), ids.get("email"), ids.get("canvas"), ids.get("moodle"), name),
    )
    student = next((candidate for candidate in candidates if candidate), None)
    if student is None:
        raise UsageError(f"{place}: names no student")
    return RosterEntry(student, name, cells.get("group", ""), ids.get("email", ""), ids)
