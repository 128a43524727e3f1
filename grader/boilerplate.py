"""Collect what everybody in a class was given or may know: code that is no sign of copying. Runs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.errors import UsageError

_FOLDERS = ("exercises", "exercises/checks", "reference")


def boilerplate(assignment: Path) -> list[bytes]:
    """
    Return the Python files of an *assignment*'s skeletons, visible checks and reference.

    Hidden checks and known mistakes are not among them: nobody has seen them. A folder that is not there
    has no files; a release has no reference.

    Raises:
        UsageError: A file cannot be read.
    """
    return [_content(path) for path in _files(assignment)]


def _files(assignment: Path) -> Iterator[Path]:
    for folder in _FOLDERS:
        yield from sorted(path for path in (assignment / folder).glob("*.py") if path.is_file())


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
