"""
Hold what is found in the folder of a class, and say what one student's folder consists of.

Knows folders and kinds of files, no platform.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from grader import archive
from grader.handinids import readable
from grader.handins import Handin, Part
from grader.notebooks import SUFFIX as NOTEBOOK
from grader.selection import ENVIRONMENT, MAX_DEPTH, NOTEBOOKS, is_own_folder
from grader.source import shown

PYTHON = ".py"
GIT = ".git"
_LITTER = frozenset({"__macosx", "__pycache__", "thumbs.db", "desktop.ini", "icon\r", "grades.csv"})
_MOST_ENTRIES = 20_000
UNREADABLE_KIND = "is neither a Python file nor a notebook nor an archive"


@dataclass(frozen=True)
class Puzzle:
    """
    Something that was not understood; a person should look at it.

    Args:
        path: Seen from the folder of the class; a line of a list by its number, ``list.txt:3``.
        reason: The rest of a line that begins with the path.
    """

    path: str
    reason: str


@dataclass
class Finds:
    """What a class consists of, as far as it is known; ids are not safe and not unique yet."""

    handins: list[Handin] = field(default_factory=list)
    puzzles: list[Puzzle] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def puzzle(self, path: str, reason: str) -> None:
        """Keep in mind that *path* was not understood."""
        self.puzzles.append(Puzzle(readable(path), reason))


@dataclass(frozen=True)
class Listing:
    """The folders and files of one folder, sorted by name, without litter and without what is neither."""

    folders: tuple[Path, ...]
    files: tuple[Path, ...]


def is_litter(name: str) -> bool:
    """Return whether *name* is of what systems and editors leave behind, or of grades once written here."""
    return (name.startswith(".") and name != "..") or name.lower() in _LITTER


def listing(folder: Path, finds: Finds) -> Listing:
    """
    Return what lies in *folder*; what is neither file nor folder is a puzzle, and a link is never followed.

    Raises:
        OSError: It cannot be read.
    """
    folders, files = [], []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if is_litter(entry.name):
                continue
            if entry.is_symlink():
                finds.puzzle(entry.name, "is a symbolic link, which is not followed")
            elif entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                files.append(Path(entry.path))
            else:
                finds.puzzle(entry.name, "is neither a file nor a folder")
    return Listing(tuple(folders), tuple(files))


def can_count(name: str) -> bool:
    """Return whether a file of this *name* can be handed in, or is what students take for an archive."""
    path = Path(name)
    counts = name.endswith((PYTHON, NOTEBOOK)) or bool(archive.suffix_of(path)) or archive.is_foreign(path)
    return counts and not name.startswith(".")


def stem(name: str) -> str:
    """Return the name of a file without what tells its kind: `alice` for `alice.tar.gz`."""
    suffix = archive.suffix_of(Path(name)) or Path(name).suffix
    return name.removesuffix(suffix) or name


def parts_of_folder(folder: Path, label: str, finds: Finds) -> tuple[Part, ...]:
    """
    Return what the *folder* of one student consists of: archives in it, and last itself, which prevails.

    Without a Python file, a notebook or an archive it is a puzzle; with other files alone it is returned all
    the same, so that the student is told. Nothing at all is returned for an empty or unreadable folder.

    Args:
        folder: Of one student.
        label: What puzzles call it.
        finds: For what was not understood.
    """
    contents = _Contents()
    try:
        _survey(folder, contents)
    except OSError as error:
        finds.puzzle(label, f"cannot be read: {error.strerror}")
        return ()
    if contents.links and not contents.counting and not contents.archives:
        finds.puzzle(label, "holds nothing but symbolic links, which are not followed")
        return ()
    archives = [path for path in contents.archives if path.parent == folder or not contents.counting]
    parts = [Part(path, readable(path.name)) for path in sorted(archives)]
    if contents.counting or not parts:
        parts.append(Part(folder, readable(folder.name)))
    if contents.counting or archives:
        return tuple(parts)
    if contents.others:
        few = ", ".join(shown(name) for name in sorted(contents.others)[:3])
        finds.puzzle(label, f"holds no Python file, notebook or archive, but {few}")
        return tuple(parts)
    finds.puzzle(label, "is empty")
    return ()


@dataclass
class _Contents:
    """What kinds of files a folder holds, at any depth."""

    counting: bool = False
    archives: list[Path] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    links: int = 0
    seen: int = 0


def _survey(folder: Path, contents: _Contents, depth: int = 0) -> None:
    with os.scandir(folder) as found:
        entries = [entry for entry in found if not is_litter(entry.name)]
    contents.seen += len(entries)
    if contents.seen > _MOST_ENTRIES or (depth and any(entry.name == ENVIRONMENT for entry in entries)):
        return
    inner = []
    for entry in entries:
        if entry.is_symlink():
            contents.links += 1
        elif entry.is_dir(follow_symlinks=False):
            inner.append(entry.name)
        elif entry.name.endswith((PYTHON, NOTEBOOK)):
            contents.counting = True
        elif can_count(entry.name):
            contents.archives.append(folder / entry.name)
        else:
            contents.others.append(entry.name)
    for name in inner:
        if depth < MAX_DEPTH and (is_own_folder(name) or name == NOTEBOOKS):
            _survey(folder / name, contents, depth + 1)


def declared_name(name: str, declared: Collection[str]) -> str:
    """Return which declared file a loose file *name* is: what belongs into a folder is handed in loose."""
    homes = [path for path in declared if path.rpartition("/")[2] == name]
    return homes[0] if len(homes) == 1 and name not in declared else name
