"""Write a file whole or not at all. Knows nothing of what it writes."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from pathlib import Path

_STALE_S = 60.0


def replace(path: Path, content: bytes, mode: int = 0o666) -> None:
    """
    Put *content* at *path* so that a reader finds the old file or the whole new one, also after a power cut.

    Missing folders are made. Nobody has more rights to the file than *mode* and the umask leave, at any time.

    Raises:
        OSError: It cannot be written; the old file is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def put(path: Path, content: bytes) -> None:
    """
    Write *content* to what somebody named as *path*: a file as `replace` does, anything else as it is.

    A pipe, a device and what a link leads to (`/dev/stdout`) are never replaced.

    Raises:
        OSError: It cannot be written.
    """
    if is_special(path):
        path.write_bytes(content)
    else:
        replace(path, content)


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
