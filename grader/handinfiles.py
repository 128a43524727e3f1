"""Read what a hand-in consists of as one submission, and tell cheaply whether anything of it has changed."""

from __future__ import annotations

import dataclasses
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from grader import archive
from grader.config import Config
from grader.errors import UsageError
from grader.handins import Handin, Part
from grader.intake import Submission, collect, submission_of
from grader.notebooks import SUFFIX as NOTEBOOK
from grader.seeds import framed_sha256
from grader.selection import ENVIRONMENT, MAX_DEPTH, NOTEBOOKS, Basket, is_own_folder
from grader.source import open_regular, shown

_MOST_BYTES = 1 << 26
"""Longer files are refused by any sensible limit; of them size and time stand for the content."""


def read_handin(handin: Handin, config: Config, assignment: Path | None) -> Submission:
    """
    Return all parts of *handin* as one submission with the hand-in's id.

    Where two parts give the same file in different versions, that of the later part counts, and a note says
    so. A part that cannot be read is passed over with a note as long as another one gives something.

    Args:
        handin: As `take_in` gives it.
        config: Of the assignment.
        assignment: Its folder; None reads notebooks without its skeletons.

    Raises:
        UsageError: There is nothing to grade; the text is one line that names the file.
    """
    baskets, refusals = [], []
    for part in handin.parts:
        try:
            baskets.append((part, collect(part.path, part.name, config)))
        except UsageError as error:
            refusals.append(error)
    if not baskets:
        raise refusals[0] if refusals else UsageError(f"{handin.id}: nothing was handed in")
    notes = [f"{error}; it was passed over" for error in refusals]
    if len(baskets) == 1:
        part, whole = baskets[0]
        called = shown(part.path)
    else:
        whole, called = _together(baskets, config, notes), shown(handin.id)
    lone = len(baskets) == 1 and part.path.suffix == NOTEBOOK
    try:
        submission = submission_of(whole, called, handin.id, config, assignment, lone)
    except UsageError as error:
        raise (refusals[0] if refusals and not whole.files and not whole.notebooks else error) from None
    return dataclasses.replace(submission, notes=(*submission.notes, *notes))


def _together(baskets: list[tuple[Part, Basket]], config: Config, notes: list[str]) -> Basket:
    """Return the files of all *baskets*; of two of one name the later one, with a note if they differ."""
    files: dict[str, tuple[Part, str, bytes]] = {}
    notebooks: dict[str, tuple[Part, str, bytes]] = {}
    unread = []
    for part, basket in baskets:
        unread += basket.unread
        for name, content in basket.files.items():
            _take(files, name, (part, basket.shown[name], content), notes)
        for name, (called, content) in basket.notebooks.items():
            _take(notebooks, name, (part, called, content), notes)
    whole = Basket(config.submission)
    whole.unread += unread
    whole.require_number([called for _, called, _ in files.values()])
    for name, (_, called, content) in files.items():
        whole.add(name, called, content)
    for name, (_, called, content) in notebooks.items():
        if whole.fits(called, len(content)):
            whole.notebooks[name] = called, content
    return whole


def _take(
    found: dict[str, tuple[Part, str, bytes]], name: str, new: tuple[Part, str, bytes], notes: list[str]
) -> None:
    old = found.get(name)
    if old and old[2] != new[2]:
        ours, theirs = shown(new[0].path.name), shown(old[0].path.name)
        notes.append(f"{shown(name)}: is in {theirs} and in {ours}; that of {ours} counts")
    found[name] = new


def raw_digest(handin: Handin) -> str:
    """
    Return the SHA-256 of the names and raw bytes of all that could count in *handin*; nothing is parsed.

    Equal digests mean that `read_handin` would give the same again. Times and places do not count, except
    of a file that is far too large anyway.
    """
    return framed_sha256(piece for part in handin.parts for piece in _pieces(part)).hex()


def _pieces(part: Part) -> Iterator[bytes]:
    # which of the parts prevails is up to their order, which is that of the pieces
    yield from (b"part", os.fsencode(part.name) if not part.path.is_dir() else b"")
    try:
        if stat.S_ISDIR(part.path.lstat().st_mode):
            yield from _folder(part.path, b"", 0)
        else:
            yield archive.suffix_of(part.path).encode() or part.path.suffix.encode("utf-8", "surrogateescape")
            yield _content(part.path)
    except OSError as error:
        yield f"unreadable: {error.errno}".encode()


def _folder(folder: Path, prefix: bytes, depth: int) -> Iterator[bytes]:
    """Yield name and content of each file below *folder* that could count, in an order of their names."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    if depth and any(entry.name == ENVIRONMENT for entry in entries):
        return
    for entry in entries:
        name = prefix + os.fsencode(entry.name)
        if entry.is_symlink():
            if entry.name.endswith((".py", NOTEBOOK)):
                yield from (b"link", name)
        elif entry.is_dir(follow_symlinks=False):
            if depth < MAX_DEPTH and (is_own_folder(entry.name) or entry.name == NOTEBOOKS):
                yield from _folder(Path(entry.path), name + b"/", depth + 1)
        elif entry.name.endswith((".py", NOTEBOOK)):
            yield from (b"file", name, _content(Path(entry.path)))


def _content(path: Path) -> bytes:
    try:
        with open_regular(path) as stream:
            status = os.fstat(stream.fileno())
            if status.st_size > _MOST_BYTES:
                return f"{status.st_size} bytes of {status.st_mtime_ns}".encode()
            return stream.read(status.st_size + 1)
    except (OSError, UsageError) as error:
        return f"unreadable: {getattr(error, 'errno', None)}".encode()
