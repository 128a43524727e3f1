"""Say what one student has handed in and where it lies. Pure records: reads nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Part:
    """
    One thing on disk that belongs to a submission.

    Args:
        path: A folder, a Python file, a notebook or an archive.
        name: What the student called it, without what a platform has put before or behind it.
    """

    path: Path
    name: str


@dataclass(frozen=True)
class Handin:
    """
    One student's submission, or that of a group, before anything of it has been read.

    Args:
        id: Names the report; no other one of the class has it, and it is safe as a file's name.
        parts: What it consists of; more than one are put together.
        student: By which the gradebook knows the student: that of the roster where there is one, else *id*.
        name: Of the person, as the roster or the platform writes it; empty where nobody says.
        group: Of the student; empty without one.
        platform: In whose layout it was found: `folder`, `canvas`, `moodle`, `nbgrader`, `gradescope`,
            `clone` or `list`.
        ids: What platforms call the student: ``{"canvas": "1042", "email": "ada@example.org"}``.
        submitted_at: With a time zone; None where nobody says.
        late: Whether the platform calls it late; None where it does not say.
    """

    id: str
    parts: tuple[Part, ...]
    student: str
    name: str = ""
    group: str = ""
    platform: str = "folder"
    ids: Mapping[str, str] = field(default_factory=dict)
    submitted_at: datetime | None = None
    late: bool | None = None
