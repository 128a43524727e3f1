"""
The two doors by which submissions are examined: a fresh examiner each, as `grader grade` has it, or a seat, whose
examiner stays and forks for each, as `grader batch` has it.

Knows which door is an attack's, and keeps the seats of one process; grades nothing.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from grader.confinement import Level
from grader.seat import Course
from tests.desks import Desk
from tests.hostile import records, traces, warm
from tests.hostile.yard import Yard

Facts = tuple[int | None, list[str], int]
"""Of a seat: its examiner, files, how many descriptors."""
COLD, SEAT = "cold", "seat"
TURNS = 8
"""Of so many attacks one is graded by the cold door at each level, where each is graded once."""


def door_of(name: str, level: str, number: int = 0) -> str:
    """Return the door for grading *number* of the attack *name* at *level*: its name decides, the next is the other."""
    is_cold = zlib.crc32(name.encode()) % TURNS == records.LEVELS.index(level)
    return COLD if is_cold == (number % 2 == 0) else SEAT


def private_folder(yard: Yard) -> Path:
    """Make a folder for temporary files, in which, as in /tmp itself, what is within can be used but not found."""
    folder = Path(tempfile.mkdtemp(prefix="tmp-", dir=yard.folder))
    folder.chmod(0o711)
    return folder


def use_folder(folder: Path) -> None:
    """Have this process, and what it starts, put temporary files into *folder*."""
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


@dataclass
class Place:
    """
    A seat, and who sat there since it last showed that it is as it was.

    Args:
        desk: Grades at the seat.
        folder: For temporary files; its examiner's own folder is in there.
        sitters: The attacks that were graded since.
        examiner: The process that graded the first of them.
    """

    desk: Desk
    folder: Path
    sitters: list[str] = field(default_factory=list)
    examiner: int | None = None

    def seat_taken_by(self, name: str) -> None:
        """Note that an attack is graded here."""
        self.examiner = self.examiner if self.sitters else self.desk.examiner
        self.sitters.append(name)

    def facts(self) -> Facts:
        """Return the examiner, the files in the folder, in whichever its own they are, and its descriptors."""
        own = next((str(path) for path in self.folder.glob("judge-*")), "-")
        files = [line.replace(own, f"{self.folder}/judge") for line in traces.files([self.folder])]
        examiner, held = self.desk.examiner, 0
        with contextlib.suppress(OSError):  # it may have been ended just now
            held = traces.descriptors(examiner) if examiner is not None else 0
        return examiner, files, held


class Places:
    """The seats of one process, each taken when it is first asked for."""

    def __init__(self, yard: Yard) -> None:
        self._yard = yard
        self._taken: dict[tuple[str, str], Place] = {}

    def at(self, assignment: str, level: str) -> Place:
        """Return the seat for *assignment* at *level*; its examiner runs."""
        if (assignment, level) not in self._taken:
            path, secret = self._yard.assignment(assignment), os.environ["GRADER_SECRET"].encode()
            desk = Desk(Course(path, secret, isolation=Level(level)))
            self._taken[assignment, level] = Place(desk, private_folder(self._yard))
        place = self._taken[assignment, level]
        use_folder(place.folder)
        with warm.lifted():
            assert place.desk.seat.plan
        return place

    def with_sitters(self) -> list[tuple[tuple[str, str], list[str]]]:
        """Return the assignment and level of each seat where attacks were graded since its last trial, and these."""
        return [(key, place.sitters) for key, place in self._taken.items() if place.sitters]

    def examiners(self) -> set[int]:
        """Return the processes that are to outlive a grading: examiners, and the first ones of their rooms."""
        desks = [place.desk for place in self._taken.values()]
        return {pid for desk in desks if desk.examiner is not None for pid in (desk.examiner, *desk.room)}

    def leave(self) -> None:
        """Give up all seats; a folder goes only if it is empty then."""
        for place in self._taken.values():
            place.desk.seat.close()
            with contextlib.suppress(OSError):
                place.folder.rmdir()
        self._taken.clear()
