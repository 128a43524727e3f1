"""Pack an assignment into bytes known by their digest, and lay it out elsewhere. Knows no network."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgpack  # type: ignore[import-untyped]  # it carries no annotations

from grader.config import CONFIG_FILE
from grader.errors import InternalFault, UsageError
from grader.seeds import framed_sha256

FOLDERS = ("exercises", "reference")
MOST_BYTES = 200 * 2**20
"""What all files of an assignment may have together; a course's are some megabytes."""
_LEFT_OUT = frozenset({"__pycache__", ".git", ".ipynb_checkpoints"})


@dataclass(frozen=True)
class Parcel:
    """
    The files of an assignment.

    Args:
        digest: SHA-256 of names and contents.
        content: The files, compressed; `lay_out` reads it.
    """

    digest: str
    content: bytes


def pack(assignment: Path) -> Parcel:
    """
    Return all that examining a submission needs of *assignment*: the configuration, checks and solutions.

    What else lies in the folder stays there: the secret's file, reports, submissions.

    Raises:
        UsageError: A file cannot be read, or all of them are too large to be sent about.
    """
    files: dict[str, bytes] = {}
    room = MOST_BYTES
    for path in [assignment / CONFIG_FILE, *_files(assignment)]:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise UsageError(f"{path}: cannot be sent to the cluster: {error.strerror}") from error
        room -= len(content)
        if room < 0:
            raise UsageError(
                f"{path}: with it, the assignment has more than {MOST_BYTES // 2**20} MB, "
                "too many to send to the cluster"
            )
        files[path.relative_to(assignment).as_posix()] = content
    packed = zlib.compress(msgpack.packb(sorted(files.items())))
    return Parcel(_digest(files), packed)


def lay_out(parcel: Parcel, folder: Path) -> None:
    """
    Write the files of *parcel* into *folder*, which exists.

    Raises:
        InternalFault: They are not those that were packed, or there is no room for them.
    """
    try:
        pairs = msgpack.unpackb(zlib.decompress(parcel.content))
        files = {str(name): bytes(content) for name, content in pairs}
    except (zlib.error, ValueError, TypeError) as error:
        raise InternalFault(f"the assignment has arrived damaged: {error}") from error
    if _digest(files) != parcel.digest:
        raise InternalFault("the assignment has arrived damaged: it is not the one that was sent")
    for name, content in files.items():
        parts = PurePosixPath(name).parts
        if name.startswith("/") or ".." in parts:
            raise InternalFault(f"the assignment has arrived damaged: {name!r} is outside of it")
        path = folder.joinpath(*parts)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise InternalFault(f"{path}: the assignment cannot be laid out: {error.strerror}") from error


def _digest(files: dict[str, bytes]) -> str:
    parts = (part for name, content in sorted(files.items()) for part in (os.fsencode(name), content))
    return framed_sha256(parts).hex()


def _files(assignment: Path) -> Iterator[Path]:
    """Find the files below the assignment's folders, through links as well, in the same order everywhere."""
    for top in FOLDERS:
        seen: set[str] = set()
        for parent, folders, names in os.walk(assignment / top, followlinks=True):
            place = os.path.realpath(parent)
            known = place in seen  # a link that leads back up would go round for ever
            seen.add(place)
            folders[:] = [] if known else sorted(set(folders) - _LEFT_OUT)
            yield from (Path(parent, name) for name in sorted(names if not known else ()))
