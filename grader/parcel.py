"""
Gather the files that grading needs and write them, as an archive or a folder, whole or not at all.

Knows no platform. The same files give the same bytes, whenever and wherever they are written.
"""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from grader import config as configuration
from grader import seeds, wholefile
from grader.config import CONFIG_FILE
from grader.errors import UsageError
from grader.source import shown

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can say
_FOLDERS = ("exercises", "reference")
_LITTER = frozenset({"__pycache__"})
_MODE, _EXECUTABLE, _PRIVATE = 0o644, 0o755, 0o600


def assignment_files(assignment: Path) -> dict[str, bytes]:
    """
    Return all that grading by *assignment* needs, by path from its folder, sorted.

    That is `config.yaml`, `exercises/`, `reference/` and, as `.grader-secret`, the secret that is in force
    here, so that the inputs of hidden checks are the same elsewhere. No caches, no hidden files of editors
    and of git.

    Raises:
        ConfigError: The assignment is not one.
        UsageError: A file cannot be read, or is a link.
    """
    configuration.load(assignment)
    paths = [CONFIG_FILE, *(path for folder in _FOLDERS for path in _below(assignment, folder))]
    files = {path: _content(assignment / path) for path in sorted(paths)}
    return {seeds.SECRET_FILE: seeds.secret(assignment, os.environ) + b"\n"} | files


def write_zip(path: Path, files: Mapping[str, bytes], executable: Collection[str] = ()) -> None:
    """
    Write *files* to the archive *path*; stored, as one version of zlib packs otherwise than the next.

    Args:
        path: The archive; replaced as a whole. It is for its owner alone, since a secret may be in it.
        files: Contents by path.
        executable: Those of *files* that are programs.

    Raises:
        UsageError: It cannot be written.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, _FIRST_DAY)
            member.create_system, member.external_attr = 3, (0o100000 | _mode(name, executable)) << 16
            archive.writestr(member, content)
    try:
        wholefile.replace(path, stream.getvalue(), _PRIVATE)
    except OSError as error:
        raise UsageError(f"{shown(path)}: cannot be written: {error.strerror}") from error


def write_folder(path: Path, files: Mapping[str, bytes], executable: Collection[str] = ()) -> None:
    """
    Write *files* into the folder *path*, in place of an earlier version of the same package.

    Args:
        path: A folder that is not there, is empty, or holds nothing but files of the same names.
        files: Contents by path.
        executable: Those of *files* that are programs.

    Raises:
        UsageError: *path* is a file, holds something else, or cannot be written; it is as it was.
    """
    if path.exists() and not path.is_dir():
        raise UsageError(f"{shown(path)}: is a file; name a folder")
    surplus = sorted(set(_all_below(path)) - set(files))
    if surplus:
        raise UsageError(
            f"{shown(path)}: holds {shown(surplus[0])}, which is no part of the package; empty it"
        )
    target = path.absolute()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name[:100]}.", dir=target.parent) as work:
            fresh = Path(work, "fresh")
            fresh.mkdir()
            for name, content in files.items():
                place = fresh / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
                place.chmod(_mode(name, executable))
            _exchange(target, fresh, Path(work, "former"))
    except OSError as error:
        raise UsageError(f"{shown(path)}: cannot be written: {error.strerror}") from error


def _exchange(target: Path, fresh: Path, former: Path) -> None:
    """Put *fresh* at *target*, whose content goes to *former*, or comes back where that fails."""
    if target.is_dir():
        target.rename(former)
    try:
        fresh.rename(target)
    except OSError:
        if former.is_dir():
            former.rename(target)
        raise


def read_folder(path: Path) -> dict[str, bytes]:
    """Return the contents of all files below the folder *path*, by their paths from it, sorted."""
    return {name: (path / name).read_bytes() for name in sorted(_all_below(path))}


def _mode(name: str, executable: Collection[str]) -> int:
    if name in executable:
        return _EXECUTABLE
    return _PRIVATE if name.rpartition("/")[2] == seeds.SECRET_FILE else _MODE


def _below(assignment: Path, folder: str) -> Iterator[str]:
    """Yield the files below *folder* that are not litter, by their paths from the assignment's."""
    for parent, folders, names in os.walk(assignment / folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _LITTER]
        for name in (*names, *folders):
            if Path(parent, name).is_symlink():
                raise UsageError(f"{shown(Path(parent, name))}: is a link; put the file itself there")
        for name in names:
            if not name.startswith(".") and not name.endswith((".pyc", "~")):
                yield Path(parent, name).relative_to(assignment).as_posix()


def _all_below(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if not path.is_dir() or path.is_symlink():
            yield path.relative_to(folder).as_posix()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{shown(path)}: cannot be read: {error.strerror}") from error
