"""Read a text file that names a class: a git address or a path per line, perhaps with the student."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from grader.classfinds import Finds, can_count, parts_of_folder, stem
from grader.commits import commit_time
from grader.config import Config
from grader.errors import UsageError
from grader.handinids import distinct_ids, readable
from grader.handins import Handin, Part
from grader.repositories import NotFetched, fetch, is_address, masked, refusal
from grader.source import read_regular, shown

_MAX_KB = 4096
_AT_ONCE = 4


@dataclass(frozen=True)
class Line:
    """One line of a list; *student* is empty where it names none."""

    number: int
    student: str
    target: str


def listed_handins(path: Path, config: Config, fetch_into: Path) -> Finds:
    """
    Return the hand-ins that the list at *path* names; repositories are cloned into *fetch_into*.

    Paths are seen from the folder of the list. What cannot be had is a puzzle by the number of its line.

    Raises:
        UsageError: The list cannot be read or is no text.
    """
    finds = Finds()
    lines = _lines(path)
    students = _students(lines, config.name)
    far = [line for line in lines if is_address(line.target) or _is_bare(path.parent / line.target)]
    folders = dict(zip(far, distinct_ids([students[line] for line in far]), strict=True))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        places = {
            line: pool.submit(_place, line, path.parent, fetch_into / name, config)
            for line, name in folders.items()
        }
    for line in lines:
        label = f"{path.name}:{line.number}"
        try:
            place = places[line].result() if line in places else _local(path.parent / line.target)
        except NotFetched as error:
            finds.puzzle(label, f"{shown(masked(line.target))} {error}")
            continue
        handin = _handin(students[line], place, label, line in places, finds, fetch_into)
        if handin:
            finds.handins.append(handin)
    return finds


def _lines(path: Path) -> list[Line]:
    try:
        content = read_regular(path, _MAX_KB)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{shown(path)}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{shown(path)}: is neither a folder nor a .zip archive nor a list in UTF-8"
        ) from error
    if "\0" in text or len(content) > _MAX_KB * 1024:
        raise UsageError(f"{shown(path)}: is no list of git addresses and paths")
    lines = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line and not line.startswith("#"):
            lines.append(Line(number, *_split(line, path.parent)))
    if not lines:
        raise UsageError(f"{shown(path)}: names no repository and no path")
    return lines


def _split(line: str, folder: Path) -> tuple[str, str]:
    """Return student and target; a line without a tab is a path with spaces in it if there is such a path."""
    student, tab, target = line.partition("\t")
    if not tab:
        words = line.split(None, 1)
        if len(words) == 1 or is_address(words[0]) or line.startswith("-") or (folder / line).exists():
            return "", line
        student, target = words
    return student.strip(), target.strip()


def _students(lines: list[Line], assignment: str) -> dict[Line, str]:
    """Return whose each line is: whom it names, else the last part of its target, else the owner."""
    last = {line: _last(line.target, assignment) for line in lines}
    often = Counter(name.casefold() for line, name in last.items() if not line.student)
    owners = {line: f"{_owner(line.target)}" for line in lines}
    alone = Counter(owner.casefold() for owner in owners.values())
    return {
        line: line.student
        or (last[line] if often[last[line].casefold()] == 1 or not owners[line] else "")
        or (owners[line] if alone[owners[line].casefold()] == 1 else f"{owners[line]}-{last[line]}")
        for line in lines
    }


def _segments(target: str) -> list[str]:
    plain = target.partition("://")[2] or target
    return [
        part for part in plain.replace("\\", "/").replace(":", "/").split("/") if part not in {"", ".", ".."}
    ]


def _last(target: str, assignment: str) -> str:
    name = (_segments(target) or [target])[-1].removesuffix(".git")
    name = stem(name) if can_count(name) else name
    return name.removeprefix(f"{assignment}-") or name


def _owner(target: str) -> str:
    return (["", *_segments(target)])[-2]


def _is_bare(path: Path) -> bool:
    return path.is_dir() and (path / "HEAD").is_file() and (path / "objects").is_dir()


def _place(line: Line, base: Path, folder: Path, config: Config) -> Path:
    if reason := refusal(line.target):
        raise NotFetched(reason)
    target = line.target if is_address(line.target) else str((base / line.target).absolute())
    return fetch(target, folder, config.submission.max_unpacked_mb)


def _local(path: Path) -> Path:
    if path.is_symlink():
        raise NotFetched("is a symbolic link, which is not followed")
    if path.is_dir() or (path.is_file() and can_count(path.name)):
        return path
    raise NotFetched("is no Python file, notebook or archive" if path.exists() else "is not there")


def _handin(
    student: str, place: Path, label: str, cloned: bool, finds: Finds, scratch: Path
) -> Handin | None:
    if place.is_file():
        return Handin(student, (Part(place, readable(place.name)),), student, platform="list")
    parts = parts_of_folder(place, label, finds)
    if not parts:
        return None
    at = commit_time(place, scratch) if cloned or (place / ".git").is_dir() else None
    return Handin(student, parts, student, platform="list", submitted_at=at)
