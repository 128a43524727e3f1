"""Take in what a class has handed in, in whatever form, and say what was found before it is graded."""

from __future__ import annotations

import atexit
import dataclasses
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader import archive
from grader.classfinds import Finds, Puzzle, can_count
from grader.classlayouts import class_handins
from grader.classzip import unpack_class
from grader.config import Config
from grader.errors import UsageError
from grader.handinids import distinct_ids
from grader.handins import Handin
from grader.roster import Roster, RosterEntry
from grader.rostermatch import match
from grader.source import shown
from grader.submissionlist import listed_handins

__all__ = ["ClassIntake", "Puzzle", "describe", "take_in"]

_KINDS = {
    "folder": "in a folder of the class",
    "canvas": "from Canvas",
    "moodle": "from Moodle",
    "nbgrader": "from nbgrader",
    "gradescope": "from Gradescope",
    "clone": "in clones of repositories",
    "list": "from a list",
}
_MOST_NAMES = 50


@dataclass(frozen=True)
class ClassIntake:
    """
    A class before anything of it is read.

    Args:
        handins: Sorted by id; ids are safe as names of files.
        puzzles: What was not understood, each to be looked at by a person.
        absent: Who of the roster has handed in nothing.
        notes: What was decided on the way, a line each, safe to print.
    """

    handins: tuple[Handin, ...]
    puzzles: tuple[Puzzle, ...] = ()
    absent: tuple[RosterEntry, ...] = ()
    notes: tuple[str, ...] = ()


def take_in(
    path: Path, config: Config, roster: Roster | None = None, fetch_into: Path | None = None
) -> ClassIntake:
    """
    Return what the class at *path* has handed in; finds out by itself in which form.

    Nothing of a submission is run or parsed. Where several hand-ins are of one student, the newest counts.

    Args:
        path: A folder (plain, of clones, or as Canvas, Moodle, nbgrader or Gradescope hand it out), a zip
            archive of such a folder, or a text file of git addresses and paths.
        config: Of the assignment.
        roster: Of the class; gives students, names and groups, and tells who is absent.
        fetch_into: Where archives are unpacked and repositories cloned, to be found again by the next run; by
            default a temporary folder, which is removed when the process ends.

    Raises:
        UsageError: It is nothing of these, or one submission; the text is one line that names the path.
    """
    scratch = fetch_into or _temporary()
    try:
        finds = _finds(path, config, scratch)
    except OSError as error:
        raise UsageError(f"{shown(error.filename or path)}: cannot be read: {error.strerror}") from error
    if fetch_into is not None:
        _leave_out(path, fetch_into, finds)
    if not finds.handins and not finds.puzzles:
        raise UsageError(f"{shown(path)}: nothing was handed in there")
    notes = list(finds.notes)
    handins = _unique_ids(_newest_of_each(finds.handins, notes), rename=True)
    absent: tuple[RosterEntry, ...] = ()
    if roster is not None:
        matched = match(handins, roster)
        handins, absent = _unique_ids(matched.handins, rename=False), matched.absent
        notes += matched.notes
    handins = _apart(_newest_of_each(handins, notes), notes)
    return ClassIntake(
        handins=tuple(sorted(handins, key=lambda handin: handin.id)),
        puzzles=tuple(sorted(finds.puzzles, key=lambda puzzle: (puzzle.path, puzzle.reason))),
        absent=absent,
        notes=tuple(sorted(notes)),
    )


def describe(intake: ClassIntake) -> list[str]:
    """Return the lines to tell before grading: what was found, what was not understood, who is absent."""
    lines = [_found(intake.handins)]
    if intake.puzzles:
        lines.append(f"not understood ({len(intake.puzzles)}):")
        lines += [f"  {shown(puzzle.path)}: {shown(puzzle.reason)}" for puzzle in intake.puzzles]
    if intake.notes:
        lines.append("to know:")
        lines += [f"  {shown(note)}" for note in intake.notes]
    if intake.absent:
        names = [_person(entry) for entry in intake.absent]
        more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
        lines.append(f"nothing from {len(names)} of the roster: {', '.join(names[:_MOST_NAMES])}{more}")
    return lines


def _found(handins: Sequence[Handin]) -> str:
    kinds = Counter(handin.platform for handin in handins)
    parts = [f"{number} {_KINDS[kind]}" for kind, number in sorted(kinds.items())]
    late = sum(handin.late is True for handin in handins)
    noun = "hand-in" if len(handins) == 1 else "hand-ins"
    return f"found {len(handins)} {noun}: {', '.join(parts) or 'none'}" + (
        f"; {late} called late" if late else ""
    )


def _person(entry: RosterEntry) -> str:
    named = entry.name and entry.name != entry.student
    return shown(f"{entry.student} ({entry.name})" if named else entry.student)


def _finds(path: Path, config: Config, scratch: Path) -> Finds:
    if not path.exists():
        raise UsageError(f"{shown(path)}: no such file or folder")
    if path.is_dir():
        return class_handins(path, config, scratch)
    kind = archive.suffix_of(path).lower()
    if kind == ".zip":
        unpacked = Finds()
        folder = unpack_class(path, scratch, config.submission, unpacked)
        finds = class_handins(folder, config, scratch)
        finds.puzzles += unpacked.puzzles
        return finds
    if kind or archive.is_foreign(path):
        raise UsageError(
            f"{shown(path)}: a class comes as .zip or as a folder; unpack it and name the folder"
        )
    if can_count(path.name):
        raise UsageError(f"{shown(path)}: is one submission, not a class; use grader grade")
    return listed_handins(path, config, scratch)


def _leave_out(path: Path, own: Path, finds: Finds) -> None:
    """Forget the folder at the top of *path* in which *own* lies: the grader keeps its results there."""
    root, inside = path.resolve(), own.resolve()
    if not path.is_dir() or root not in inside.parents:
        return
    top = root / inside.relative_to(root).parts[0]
    finds.handins = [handin for handin in finds.handins if not _lies_in(top, handin)]
    finds.puzzles = [puzzle for puzzle in finds.puzzles if puzzle.path != top.name]


def _lies_in(folder: Path, handin: Handin) -> bool:
    places = [part.path.resolve() for part in handin.parts]
    return any(place == folder or folder in place.parents for place in places)


def _temporary() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="class-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _unique_ids(handins: Iterable[Handin], rename: bool) -> list[Handin]:
    """
    Return *handins* with ids that are safe and differ; hand-ins of one id are of one student.

    With *rename*, who is known by the id alone is known by the new one.
    """
    found = sorted(handins, key=lambda handin: (handin.id, [str(part.path) for part in handin.parts]))
    students: dict[str, str] = {}
    unique = []
    for handin, new in zip(found, distinct_ids([handin.id for handin in found]), strict=True):
        own = rename and handin.student == handin.id
        student = students.setdefault(handin.id, new) if own else handin.student
        unique.append(dataclasses.replace(handin, id=new, student=student))
    return unique


def _newest_of_each(handins: Iterable[Handin], notes: list[str]) -> list[Handin]:
    """Return *handins* with only the newest of each student whose times tell; a note tells of it."""
    kept = []
    for student, several in _by_student(handins).items():
        times = sorted({handin.submitted_at for handin in several if handin.submitted_at})
        newest = [handin for handin in several if times and handin.submitted_at == times[-1]]
        told = all(handin.submitted_at for handin in several) and len(newest) == 1
        if told and len(several) > 1:
            counts = f"the newest counts: {_label(newest[0])}"
            notes.append(f"{shown(student)}: handed in {_labels(several)}; {counts}")
        kept += newest if told else several
    return kept


def _apart(handins: Iterable[Handin], notes: list[str]) -> list[Handin]:
    """Return *handins* so that each student has one: what no time orders is graded under its own id."""
    apart = []
    for student, several in _by_student(handins).items():
        if len(several) > 1:
            which = "no time tells which counts; each is graded under its own name"
            notes.append(f"{shown(student)}: handed in {_labels(several)}, and {which}")
            apart += [dataclasses.replace(handin, student=handin.id) for handin in several]
        else:
            apart += several
    return apart


def _by_student(handins: Iterable[Handin]) -> dict[str, list[Handin]]:
    by_student: dict[str, list[Handin]] = defaultdict(list)
    for handin in handins:
        by_student[handin.student].append(handin)
    return by_student


def _label(handin: Handin) -> str:
    return shown(handin.parts[-1].path.name)


def _labels(handins: Sequence[Handin]) -> str:
    return " and ".join(_label(handin) for handin in handins)
