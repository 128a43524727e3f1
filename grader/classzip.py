"""Unpack the archive of a whole class, member by member, each within the limits of one student's archive."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from grader.classfinds import Finds, Puzzle, is_litter
from grader.config import MEGABYTE, SubmissionLimits
from grader.errors import UsageError
from grader.members import BadArchive, Member, quoted, require_harmless
from grader.source import open_regular, shown
from grader.zipfiles import ZipReader

MAX_ARCHIVE_MB = 4096
MAX_UNPACKED_MB = 8192
MAX_MEMBERS = 200_000
_MAX_NAME_BYTES = 200
_KEPT_SUFFIX_BYTES = 20
_ANY = 10**9
_CHUNK = 1 << 20
_TOLD = ".unpacked.json"


def unpack_class(path: Path, into: Path, limits: SubmissionLimits, finds: Finds) -> Path:
    """
    Unpack the zip archive of a class and return the folder; an archive that was unpacked before is not again.

    A member with a dangerous name, a link, or a file larger than an archive may be is a puzzle, so that one
    student's file does not keep back the class.

    Args:
        path: The archive, as a platform gives it.
        into: The folder in which the class gets a folder of its own, named by the archive's content.
        limits: Of one submission; for the whole, the constants of this module hold.
        finds: For the puzzles.

    Raises:
        UsageError: It is no sound zip archive, or too large; the text names it.
    """
    try:
        with open_regular(path.resolve()) as stream:
            digest = _digest(stream)
            folder = into / f"class-{digest[:16]}"
            if not folder.is_dir():
                _unpack(stream, path, folder, limits)
            told = json.loads((folder / _TOLD).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        place = getattr(error, "filename", None) or path
        raise UsageError(f"{shown(place)}: cannot be unpacked: {error}") from error
    finds.puzzles += [Puzzle(*puzzle) for puzzle in told]
    return folder


def _digest(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _unpack(stream: BinaryIO, path: Path, folder: Path, limits: SubmissionLimits) -> None:
    """Unpack into a folder beside *folder*, which is called so when it is whole."""
    puzzles = Finds()
    fresh = folder.with_name(f".{folder.name}-{uuid.uuid4().hex}")
    fresh.mkdir(parents=True)
    try:
        try:
            reader, members = _opened(stream, limits)
        except BadArchive as error:
            raise UsageError(f"{shown(path)}: {error}") from error
        for number in _wanted(members, limits, puzzles):
            _write(reader, number, members[number], fresh, puzzles)
        told = [[puzzle.path, puzzle.reason] for puzzle in puzzles.puzzles]
        (fresh / _TOLD).write_text(json.dumps(told), encoding="utf-8")
        fresh.rename(folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _opened(stream: BinaryIO, limits: SubmissionLimits) -> tuple[ZipReader, list[Member]]:
    size = os.fstat(stream.fileno()).st_size
    if size > MAX_ARCHIVE_MB * MEGABYTE:
        raise BadArchive(f"is larger than {MAX_ARCHIVE_MB} MB; unpack it and name the folder")
    whole = {"max_members": MAX_MEMBERS, "max_unpacked_mb": _ANY, "max_ratio": _ANY}
    reader = ZipReader(stream, size, limits.model_copy(update=whole))
    members = reader.listing()
    if len(members) > MAX_MEMBERS:
        raise BadArchive(f"has {len(members)} members; a class may have {MAX_MEMBERS}")
    if sum(member.size for member in members) > MAX_UNPACKED_MB * MEGABYTE:
        raise BadArchive(f"unpacks to more than {MAX_UNPACKED_MB} MB; unpack it and name the folder")
    return reader, members


def _wanted(members: Sequence[Member], limits: SubmissionLimits, finds: Finds) -> list[int]:
    """Return the numbers of the members to write; those that may not be written are puzzles."""
    most = max(limits.max_archive_mb, limits.max_notebook_mb)
    wanted = []
    for number, member in enumerate(members):
        if not member.parts or any(is_litter(part) for part in member.parts) or member.kind == "folder":
            continue
        try:
            require_harmless([member])
        except BadArchive as error:
            finds.puzzle(member.name, str(error).removeprefix(f"member {quoted(member.name)} "))
            continue
        if member.kind != "file":
            finds.puzzle(member.name, f"is a {member.kind}, which is not followed")
        elif member.size > most * MEGABYTE:
            finds.puzzle(member.name, f"is larger than {most} MB")
        else:
            wanted.append(number)
    return wanted


def _write(reader: ZipReader, number: int, member: Member, folder: Path, finds: Finds) -> None:
    target = folder.joinpath(*(_fitting(part) for part in member.parts))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        content = reader.contents([number])[number]
        with target.open("xb") as stream:
            stream.write(content)
    except BadArchive as error:
        finds.puzzle(member.name, str(error).removeprefix(f"member {quoted(member.name)} "))
    except (FileExistsError, NotADirectoryError):
        finds.puzzle(member.name, "is there twice, or as a file and as a folder; the first one counts")


def _fitting(name: str) -> str:
    """Return *name* at a length that file systems take; what a platform has put before it stays."""
    whole = name.encode()
    if len(whole) <= _MAX_NAME_BYTES:
        return name
    suffix = PurePosixPath(name).suffix
    suffix = suffix if len(suffix.encode()) <= _KEPT_SUFFIX_BYTES else ""
    mark = f"~{hashlib.sha256(whole).hexdigest()[:8]}{suffix}"
    return whole[: _MAX_NAME_BYTES - len(mark.encode())].decode("utf-8", "ignore") + mark
