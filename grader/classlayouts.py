"""
Find out in whose layout the folder of a class is, and take it in.

Reads names, and of what is inside only kinds of files and what a platform writes beside them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

from grader.classfinds import (
    GIT,
    PYTHON,
    UNREADABLE_KIND,
    Finds,
    Listing,
    can_count,
    declared_name,
    listing,
    parts_of_folder,
    stem,
)
from grader.commits import commit_time
from grader.config import Config
from grader.errors import UsageError
from grader.gradescopeexport import METADATA, gradescope_handins
from grader.handinids import readable
from grader.handins import Handin, Part
from grader.nbgradertree import nbgrader_handins, nbgrader_root
from grader.platformnames import CanvasName, canvas_name, clone_prefix, moodle_name, original_name
from grader.source import shown

_MOST_WRAPPERS = 3


def class_handins(folder: Path, config: Config, scratch: Path) -> Finds:
    """
    Return the hand-ins of the class in *folder*.

    A folder that holds nothing but the class's folder, as archives of platforms often do, is passed through.

    Args:
        folder: Of the class.
        config: For the name of the assignment and the files it declares.
        scratch: A folder of ours, where git can work.

    Raises:
        UsageError: It is one submission and no class, or nbgrader's with several assignments.
        OSError: It cannot be read.
    """
    finds = _by_platform(folder, config)
    inner, depth = folder, 0
    while finds is None and depth < _MOST_WRAPPERS:
        found = listing(inner, Finds())
        if found.files or len(found.folders) != 1 or (found.folders[0] / GIT).is_dir():
            break
        inner, depth = found.folders[0], depth + 1
        finds = _by_platform(inner, config)
        if finds is None and _is_plain_class(listing(inner, Finds()), config.layout.declared):
            finds = _plain(inner, config, scratch)
    return finds if finds is not None else _plain(folder, config, scratch)


def _by_platform(folder: Path, config: Config) -> Finds | None:
    """Return the hand-ins if *folder* is as a platform hands it out."""
    if (folder / METADATA).is_file():
        return gradescope_handins(folder)
    found = listing(folder, Finds())
    names = [path.name for path in (*found.folders, *found.files)]
    if any(moodle_name(name) for name in names):
        return _moodle(folder)
    if _is_canvas([path.name for path in found.files]):
        return _canvas(folder, config.layout.declared)
    root = nbgrader_root(folder, config.name)
    return nbgrader_handins(root, config.name) if root else None


# ---------------------------------------------------------------- Canvas


def _is_canvas(names: Collection[str]) -> bool:
    """Tell Canvas's names from others with two numbers in them: no two attachments have one number."""
    found = [name for name in map(canvas_name, names) if name]
    numbers = [name.number for name in found if name.number is not None]
    return bool(found) and 2 * len(found) >= len(names) and len(set(numbers)) == len(numbers)


def _canvas(folder: Path, declared: Collection[str]) -> Finds:
    finds = Finds()
    found = listing(folder, finds)
    for path in found.folders:
        finds.puzzle(path.name, "is a folder, of which Canvas hands out none")
    by_user: dict[str, list[tuple[CanvasName, Path]]] = defaultdict(list)
    for path in found.files:
        if name := canvas_name(readable(path.name)):
            by_user[name.user].append((name, path))
        else:
            finds.puzzle(path.name, "is not named as Canvas names what was handed in")
    for user, files in by_user.items():
        finds.handins.append(_canvas_handin(user, files, declared, finds))
    return finds


def _canvas_handin(
    user: str, files: list[tuple[CanvasName, Path]], declared: Collection[str], finds: Finds
) -> Handin:
    """Return what one *user* handed in, older attachments first; what cannot count is a puzzle as well."""
    bases = {path.rpartition("/")[2] for path in declared}
    parts: dict[bool, list[Part]] = {True: [], False: []}
    for name, path in sorted(files, key=lambda file: (file[0].number or 0, file[1].name)):
        if name.number is None:
            typed = "text typed into" if name.file.startswith("text") else "a link given to"
            finds.puzzle(path.name, f"is {typed} Canvas, not a file")
        elif not can_count(name.file):
            finds.puzzle(path.name, UNREADABLE_KIND)
        called = declared_name(original_name(name.file, bases), declared)
        parts[name.number is not None and can_count(name.file)].append(Part(path, called))
    counting = parts[True] or parts[False]
    _tell_repeated(counting, finds)
    first = files[0][0]
    label = user if user.startswith("anon_") else f"{first.name}_{user}".strip("_")
    late = any(name.late for name, _ in files)
    return Handin(
        id=label,
        parts=tuple(counting),
        student=label,
        name=first.name,
        platform="canvas",
        ids={"canvas": user},
        late=late,
    )


def _tell_repeated(parts: Collection[Part], finds: Finds) -> None:
    latest = {part.name: part for part in parts if part.name.endswith(PYTHON)}
    for part in parts:
        last = latest.get(part.name, part)
        if last is not part:
            ours, theirs = shown(part.path.name), shown(last.path.name)
            finds.notes.append(
                f"{ours} and {theirs} are both {shown(part.name)}; the later one counts: {theirs}"
            )


# ---------------------------------------------------------------- Moodle


def _moodle(folder: Path) -> Finds:
    finds = Finds()
    found = listing(folder, finds)
    parts: dict[tuple[str, str], list[Part]] = defaultdict(list)
    unreadable: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for path in (*found.files, *found.folders):
        name = moodle_name(readable(path.name))
        if name is None:
            finds.puzzle(path.name, "is not named as Moodle names what was handed in")
            continue
        key = (name.name, name.number)
        if name.type != "file":
            finds.puzzle(path.name, f"was handed in as {name.type}, not as a file")
            unreadable[key].append(Part(path, name.file))
        elif path in found.folders:
            parts[key] += parts_of_folder(path, readable(path.name), finds)
        elif can_count(name.file):
            parts[key].append(Part(path, name.file))
        else:
            finds.puzzle(path.name, UNREADABLE_KIND)
            unreadable[key].append(Part(path, name.file))
    for key in sorted({*parts, *unreadable}):
        if handed_in := parts.get(key) or unreadable.get(key):
            finds.handins.append(_moodle_handin(*key, tuple(handed_in)))
    return finds


def _moodle_handin(name: str, number: str, parts: tuple[Part, ...]) -> Handin:
    label = f"{name}_{number}" if number else name
    ids = {"moodle": number} if number else {}
    return Handin(label, parts, label, name, platform="moodle", ids=ids)


# ---------------------------------------------------------------- a folder of whatever each student has


def _is_plain_class(found: Listing, declared: Collection[str]) -> bool:
    """Tell a folder of a class from that of one student who keeps files in folders."""
    files = [path for path in found.files if can_count(path.name)]
    if any(path.name in declared for path in files):
        return False
    holding = [path for path in found.folders if _holds_declared(path, declared)]
    return len(holding) + len([path for path in files if path.suffix != PYTHON]) > 1


def _holds_declared(folder: Path, declared: Collection[str]) -> bool:
    """Return whether a declared file lies in *folder* or one folder deeper."""
    places = (folder, *listing(folder, Finds()).folders)
    return any((place / name).is_file() for place in places for name in declared)


def _plain(folder: Path, config: Config, scratch: Path) -> Finds:
    finds = Finds()
    found = listing(folder, finds)
    declared = config.layout.declared
    own = [path for path in found.files if path.name in declared]
    others = [path for path in found.files if path not in own and can_count(path.name)]
    if own and not others and not any((path / name).exists() for path in found.folders for name in declared):
        raise UsageError(
            f"{shown(folder)}: looks like one submission ({own[0].name}), not like a class; use grader grade"
        )
    clones = [path for path in found.folders if (path / GIT).is_dir() and not (path / GIT).is_symlink()]
    prefix = clone_prefix([path.name for path in clones], config.name, folder.name) if clones else ""
    for path in found.folders:
        name = readable(path.name)
        parts = parts_of_folder(path, name, finds)
        if parts and path in clones:
            user = name.removeprefix(prefix)
            at = commit_time(path, scratch)
            finds.handins.append(Handin(user, parts, user, platform="clone", submitted_at=at))
        elif parts:
            finds.handins.append(Handin(name, parts, name))
    _plain_files([path for path in found.files if path not in own], declared, finds)
    for path in own:
        finds.puzzle(path.name, "is a file of the assignment and names no student")
    return finds


def _plain_files(files: Collection[Path], declared: Collection[str], finds: Finds) -> None:
    """Take in what lies beside the folders: an archive, a notebook or a Python file per student."""
    taken = {handin.id: handin.parts[-1].path.name for handin in finds.handins}
    several: dict[str, list[Part]] = defaultdict(list)
    for path in sorted(files, key=lambda path: (path.suffix == PYTHON, path.name)):
        name = readable(path.name)
        student, file = _student_and_file(name, declared)
        if not can_count(name):
            finds.puzzle(name, UNREADABLE_KIND)
        elif file != name:
            several[student].append(Part(path, file))
        elif student in taken:
            finds.puzzle(name, f"is of {student}, as is {taken[student]}, which counts")
        else:
            taken[student] = name
            called = declared_name(next(iter(declared)), declared) if _is_only(name, declared) else name
            finds.handins.append(Handin(student, (Part(path, called),), student))
    for student, parts in several.items():
        if student in taken:
            names = ", ".join(shown(part.path.name) for part in parts)
            finds.puzzle(names, f"is of {student}, as is {taken[student]}, which counts")
        else:
            finds.handins.append(Handin(student, tuple(parts), student))


def _is_only(name: str, declared: Collection[str]) -> bool:
    """Tell whether a Python file is the one file that the assignment asks for, whatever it is called."""
    return name.endswith(PYTHON) and len(declared) == 1


def _student_and_file(name: str, declared: Collection[str]) -> tuple[str, str]:
    """Return `alice` and `layers.py` for `alice_layers.py` where that is expected, else stem and name."""
    for path in declared:
        base = path.rpartition("/")[2]
        if found := re.fullmatch(rf"(.+)[_-]{re.escape(base)}", name):
            return found[1], path
    return stem(name), name
