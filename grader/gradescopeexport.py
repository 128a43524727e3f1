"""
Read an export of Gradescope: `submission_metadata.yml` beside a folder per submission.

The file is Ruby's YAML, in which any text may stand that a student has chosen: every value is read as text,
and no tag means anything.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from grader.classfinds import Finds, listing, parts_of_folder
from grader.config import KILOBYTE, MEGABYTE
from grader.errors import UsageError
from grader.handinids import readable
from grader.handins import Handin
from grader.handintimes import time_of
from grader.source import read_regular, shown

METADATA = "submission_metadata.yml"
_MAX_MB = 200


def gradescope_handins(folder: Path) -> Finds:
    """
    Return the hand-ins of the export in *folder*; the members of a group have one each, with the same parts.

    Raises:
        UsageError: Its metadata cannot be read; the text names the file and the line.
        OSError: The folder cannot be read.
    """
    metadata = _metadata(folder / METADATA)
    finds = Finds()
    found = listing(folder, finds)
    folders = {readable(path.name): path for path in found.folders}
    for path in found.files:
        if path.name != METADATA and readable(path.name) not in metadata:
            finds.puzzle(path.name, f"is not named in {METADATA}")
    for name, path in folders.items():
        if name not in metadata:
            finds.puzzle(name, f"is not named in {METADATA}")
            finds.handins += _handins(path, name, {}, finds)
    for name, entry in metadata.items():
        if name in folders:
            finds.handins += _handins(folders[name], name, entry, finds)
        else:
            finds.puzzle(name, f"is named in {METADATA}, but there is no such folder")
    return finds


def _metadata(path: Path) -> dict[str, dict[str, Any]]:
    import yaml

    try:
        content = read_regular(path, _MAX_MB * MEGABYTE // KILOBYTE)
    except OSError as error:
        raise UsageError(f"{shown(path)}: cannot be read: {error.strerror}") from error
    if len(content) > _MAX_MB * MEGABYTE:
        raise UsageError(f"{shown(path)}: is larger than {_MAX_MB} MB")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        data = yaml.load(content.decode("utf-8-sig", "replace"), loader)  # noqa: S506  knows text, lists, mappings
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or "is not YAML"
        raise UsageError(f"{shown(path)}: {place}{shown(str(problem))}") from error
    except (RecursionError, ValueError) as error:
        raise UsageError(f"{shown(path)}: is nested too deeply, or not YAML") from error
    if not isinstance(data, dict):
        raise UsageError(f"{shown(path)}: must be a mapping of submissions")
    return {
        name: entry if isinstance(entry, dict) else {}
        for name, entry in data.items()
        if isinstance(name, str)
    }


def _handins(path: Path, name: str, entry: dict[str, Any], finds: Finds) -> list[Handin]:
    parts = parts_of_folder(path, name, finds)
    if not parts:
        return []
    people = [person for person in _list(entry.get(":submitters")) if isinstance(person, dict)]
    if not people:
        if entry:
            finds.puzzle(name, f"has no submitters in {METADATA}; it is graded under its own name")
        return [Handin(name, parts, name, platform="gradescope", submitted_at=_time(entry))]
    group = name if len(people) > 1 else ""
    if group:
        finds.notes.append(
            f"{shown(name)}: handed in by a group of {len(people)}; each of them gets a report"
        )
    return [_handin(name, parts, person, group, _time(entry)) for person in people]


def _handin(name: str, parts: Any, person: dict[str, Any], group: str, at: datetime | None) -> Handin:
    """Return the hand-in of one *person*, known by student number, by e-mail address or by name."""
    sid, email, full = (_text(person.get(key)) for key in (":sid", ":email", ":name"))
    known = sid or email or (f"{full}_{name.removeprefix('submission_')}" if full else name)
    ids = {"gradescope": name, "sid": sid, "email": email}
    return Handin(
        id=known,
        parts=parts,
        student=known,
        name=full,
        group=group,
        platform="gradescope",
        ids={kind: value for kind, value in ids.items() if value},
        submitted_at=at,
    )


def _time(entry: dict[str, Any]) -> datetime | None:
    """Return when the submission came; older exports write a time as an object of Ruby's."""
    value = entry.get(":created_at")
    if isinstance(value, dict):
        value = value.get("utc") or value.get("time")
    return time_of(value) if isinstance(value, str) else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) and value.strip() not in {"null", "~"} else ""
