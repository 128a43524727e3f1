"""Write a file whole or not at all. Knows nothing of what it writes."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from pathlib import Path

_STALE_S = 60.0


def replace(path: Path, content: bytes, mode: int = 0o666, *, lasting: bool = True) -> None:
    """
    Put *content* at *path* so that a reader finds the old file or the whole new one, also after a power cut.

    Missing folders are made. Nobody has more rights to the file than *mode* and the umask leave, at any time.

    Args:
        path: The file.
        content: Of it.
        mode: As for `os.open`.
        lasting: False where it can be made again and its readers notice one that a power cut has broken:
            waiting for the disk takes most of the time.

    Raises:
        OSError: It cannot be written; the old file is as it was.
    """
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        with open(_opened(temporary, mode), "wb") as stream:
            stream.write(content)
            if lasting:
                stream.flush()
                os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    if lasting:
        _settle_folder(path)


def settle(path: Path, *, folder: bool = True) -> None:
    """
    Have what was put at *path* without waiting for the disk outlast a power cut.

    Args:
        path: The file.
        folder: False where the folder of *path* is settled afterwards, with another file in it.

    Raises:
        OSError: The disk has failed to take it.
    """
    with contextlib.suppress(FileNotFoundError), path.open("rb", buffering=0) as stream:  # moved away since
        os.fsync(stream.fileno())
    if folder:
        with contextlib.suppress(FileNotFoundError):
            _settle_folder(path)


def _settle_folder(path: Path) -> None:
    """Have the folder of *path* outlast a power cut."""
    if os.name == "posix":
        there = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(there)
        finally:
            os.close(there)


def _opened(path: Path, mode: int) -> int:
    """Return the descriptor of a new file, whose folders are made where they are missing."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    try:
        return os.open(path, flags, mode)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, flags, mode)


def put(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """
    Write *content* to what somebody named as *path*: a file as `replace` does, anything else as it is.

    A pipe, a device and what a link leads to (`/dev/stdout`) are never replaced.

    Raises:
        OSError: It cannot be written.
    """
    if is_special(path):
        path.write_bytes(content)
    else:
        replace(path, content, lasting=lasting)


def is_special(path: Path) -> bool:
    """Tell whether *path* is something that is to be written to as it is: neither a file nor a folder."""
    return path.is_symlink() or (path.exists() and not path.is_file() and not path.is_dir())


def sweep(folder: Path) -> None:
    """
    Remove from *folder* what writers have left behind that were killed before they were done.

    What is younger than a minute may belong to somebody who writes just now.
    """
    for path in folder.glob(".*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _STALE_S:
                path.unlink()
