"""Read the Python files of a zip or tar archive into memory; never writes to disk, never follows a link."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import BinaryIO

from grader.config import MEGABYTE, SubmissionLimits
from grader.errors import UsageError
from grader.members import (
    BadArchive,
    Member,
    environment_folders,
    is_skipped,
    quoted,
    require_harmless,
)
from grader.notebooks import SUFFIX as NOTEBOOK
from grader.selection import Basket, Parts, TwoRoots, belongs, belongs_as_notebook, root_of
from grader.source import open_regular, shown
from grader.tarfiles import TarReader
from grader.zipfiles import ZipReader

SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz")
"""How the names of archives end that can be read."""

_FOREIGN = (".7z", ".rar", ".bz2", ".xz", ".zst", ".gz", ".tbz", ".txz", ".lz", ".lzma", ".z")


def suffix_of(path: Path) -> str:
    """Return how the archive's name ends, of a kind that can be read; otherwise nothing."""
    return next((path.name[-len(s) :] for s in SUFFIXES if path.name.lower().endswith(s)), "")


def is_foreign(path: Path) -> bool:
    """Return whether *path* is named as an archive of a kind that cannot be read."""
    return not suffix_of(path) and path.name.lower().endswith(_FOREIGN)


def read_archive(path: Path, declared: Collection[str], limits: SubmissionLimits) -> Basket:
    """
    Return the Python files of the archive at *path*, as a folder with the same files would give them.

    An archive whose Python files lie in one folder counts as that folder. What is not Python is passed
    over; what has no place in an archive (a link, a name with `..`) refuses the whole of it.

    Raises:
        UsageError: The text is one line that names the archive and the member.
        OSError: The archive cannot be read.
    """
    with open_regular(path.resolve()) as stream:
        try:
            return _read(stream, path, declared, limits)
        except (BadArchive, TwoRoots) as error:
            raise UsageError(f"{shown(path)}: {error}") from error


def _read(stream: BinaryIO, path: Path, declared: Collection[str], limits: SubmissionLimits) -> Basket:
    size = os.fstat(stream.fileno()).st_size
    if size > limits.max_archive_mb * MEGABYTE:
        raise BadArchive(f"is larger than {limits.max_archive_mb} MB, which is submission.max_archive_mb")
    suffix = suffix_of(path).lower()
    packed = suffix in {".tar.gz", ".tgz"}
    reader = ZipReader(stream, size, limits) if suffix == ".zip" else TarReader(stream, packed, size, limits)
    members = reader.listing()
    if len(members) > limits.max_members:
        raise BadArchive(f"has {len(members)} members; submission.max_members is {limits.max_members}")
    require_harmless(members)
    root = _root(members, declared)
    chosen = _chosen(members, root)
    called = {number: f"{shown(path)}: member {quoted(members[number].name)}" for number in chosen.values()}
    basket = Basket(limits)
    basket.require_number(list(called.values()))
    for number, name in called.items():
        basket.require_size(name, members[number].size)
    notebooks = _notebooks(members, root)
    for name, number in list(notebooks.items()):
        called[number] = f"{shown(path)}: member {quoted(members[number].name)}"
        if not basket.fits(called[number], members[number].size):
            del notebooks[name], called[number]
    contents = reader.contents(called)
    for name, number in chosen.items():
        basket.add(name, called[number], contents[number])
    for name, number in notebooks.items():
        basket.notebooks[name] = called[number], contents[number]
    return basket


def _files(members: Sequence[Member], suffix: str) -> dict[Parts, int]:
    """Return the numbers of the files whose name ends with *suffix*, by their parts."""
    return {
        member.parts: number
        for number, member in enumerate(members)
        if member.kind == "file" and member.parts and member.name.endswith(suffix)
    }


def _root(members: Sequence[Member], declared: Collection[str]) -> Parts:
    """Return the folder that counts; environments are looked into only where nothing else is there."""
    environments = environment_folders(members)
    own = [parts for parts in _files(members, ".py") if belongs(parts)]
    return root_of([parts for parts in own if not is_skipped(parts, environments)] or own, declared)


def _notebooks(members: Sequence[Member], root: Parts) -> dict[str, int]:
    """Return the numbers of the notebooks below *root* and beside it, by their path."""
    found = {}
    environments = environment_folders(members)
    for parts, number in sorted(_files(members, NOTEBOOK).items()):
        below = parts[: len(root)] == root and belongs_as_notebook(parts[len(root) :])
        beside = root and len(parts) == 1 and belongs_as_notebook(parts)
        if (below or beside) and not any(parts[:depth] in environments for depth in range(len(parts))):
            found["/".join(parts[len(root) :] if below else parts)] = number
    return found


def _chosen(members: Sequence[Member], root: Parts) -> dict[str, int]:
    """Return the numbers of the members that are the submission, by their path in it, sorted."""
    environments = environment_folders(members)
    files = _files(members, ".py")
    inner = frozenset(folder for folder in environments if len(folder) > len(root))
    return {
        "/".join(parts[len(root) :]): files[parts]
        for parts in sorted(files)
        if parts[: len(root)] == root and belongs(parts[len(root) :]) and not is_skipped(parts, inner)
    }
