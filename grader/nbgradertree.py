"""Read nbgrader's `submitted/<student>/<assignment>/`, with the times written beside the files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from grader.classfinds import Finds, can_count, listing, parts_of_folder
from grader.errors import UsageError
from grader.handinids import readable
from grader.handins import Handin
from grader.handintimes import time_of
from grader.source import read_regular, shown

STEP = "submitted"
_TIMESTAMP = "timestamp.txt"


@dataclass
class _Tree:
    """The assignments of each student by their names."""

    assignments: dict[Path, dict[str, Path]] = field(default_factory=dict)
    stamped: bool = False

    @property
    def names(self) -> set[str]:
        return {name for folders in self.assignments.values() for name in folders}


def nbgrader_root(folder: Path, assignment: str) -> Path | None:
    """
    Return the folder `submitted` that *folder* is or holds, if it is one of nbgrader's; otherwise None.

    It is where students' folders hold nothing to grade but folders, one of which is that of the *assignment*
    or holds nbgrader's time.

    Raises:
        OSError: The folder cannot be read.
    """
    inner = folder / STEP
    root = inner if inner.is_dir() and not inner.is_symlink() else folder
    tree = _tree(root, Finds())
    flat = [path for path in listing(root, Finds()).files if can_count(path.name)]
    if not tree.assignments or flat:
        return None
    by_name = all(assignment in folders for folders in tree.assignments.values())
    often = Counter(name for folders in tree.assignments.values() for name in folders)
    called_so = root.name == STEP and (assignment in often or len(often) == 1 or max(often.values()) > 1)
    return root if tree.stamped or by_name or called_so else None


def nbgrader_handins(root: Path, assignment: str) -> Finds:
    """
    Return the hand-ins of the *assignment* below *root*, or of the only assignment there is.

    Raises:
        UsageError: There are several, none of them of that name.
        OSError: The folder cannot be read.
    """
    finds = Finds()
    for path in listing(root, finds).files:
        finds.puzzle(path.name, "is a file where nbgrader has a folder per student")
    tree = _tree(root, finds)
    chosen = assignment if assignment in tree.names else next(iter(tree.names), "")
    if assignment not in tree.names and len(tree.names) > 1:
        known = ", ".join(shown(name) for name in sorted(tree.names))
        raise UsageError(
            f"{shown(root)}: has no assignment {assignment!r} but several others ({known}); see `name`"
        )
    for student, folders in tree.assignments.items():
        if chosen not in folders:
            finds.notes.append(
                f"{shown(student.name)}: has a folder, but handed in nothing for {shown(chosen)}"
            )
            continue
        label = f"{readable(student.name)}/{chosen}"
        if parts := parts_of_folder(folders[chosen], label, finds):
            at = _time(folders[chosen] / _TIMESTAMP, label, finds)
            name = readable(student.name)
            finds.handins.append(Handin(name, parts, name, platform="nbgrader", submitted_at=at))
    return finds


def _tree(root: Path, finds: Finds) -> _Tree:
    """Return the tree below *root*; empty if a student's folder holds something to grade itself."""
    tree = _Tree()
    for student in listing(root, finds).folders:
        try:
            inside = listing(student, Finds())
        except OSError as error:
            finds.puzzle(student.name, f"cannot be read: {error.strerror}")
            continue
        if any(can_count(path.name) for path in inside.files):
            return _Tree()
        for path in inside.files:
            finds.puzzle(
                f"{student.name}/{path.name}", "is a file where nbgrader has a folder per assignment"
            )
        tree.assignments[student] = {readable(path.name): path for path in inside.folders}
        tree.stamped = tree.stamped or any((path / _TIMESTAMP).is_file() for path in inside.folders)
    return tree if any(tree.assignments.values()) else _Tree()


def _time(path: Path, label: str, finds: Finds) -> datetime | None:
    try:
        content = read_regular(path, 1)
    except FileNotFoundError:
        return None
    except (OSError, UsageError):
        content = b""
    at = time_of(content.decode("utf-8", "replace"))
    if at is None:
        finds.notes.append(f"{shown(label)}/{_TIMESTAMP}: tells no time that is understood")
    return at
