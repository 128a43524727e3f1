"""
Empty a folder that hostile code has written to. Knows no processes, needs the standard library only.

`shutil.rmtree` recurses and holds a descriptor per level, so that a folder nested deeply enough
survives it, and it stops at folders whose owner has taken its own rights away.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

_MOST_ENTRIES = 20_000
_BLOCK_BYTES = 512  # whatever the file system's own blocks are


def empty(folder: Path) -> None:
    """
    Remove all that is in *folder*, however deep, following no link.

    Inner folders are moved up to the top before their parent goes, so that no path gets long.
    What the system refuses to remove stays.
    """
    token = os.urandom(8).hex()
    fresh = (folder / f"{token}-{number}" for number in itertools.count())
    while sum(_removed(entry, fresh) for entry in _entries(folder)):
        pass


def remove(folder: Path) -> None:
    """Remove *folder* with all that is in it; what the system refuses to remove stays."""
    empty(folder)
    with contextlib.suppress(OSError):
        folder.rmdir()


def size_bytes(folder: Path, enough_bytes: int) -> int:
    """
    Return how much lies in *folder*, counting no further than *enough_bytes*.

    Very many entries, and folders nested so deeply that they cannot be looked into, count as that much.
    """
    found_bytes, folders, left = 0, [str(folder)], _MOST_ENTRIES
    while folders and left and found_bytes < enough_bytes:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in itertools.islice(entries, left):
                    left -= 1
                    with contextlib.suppress(FileNotFoundError):
                        found_bytes += entry.stat(follow_symlinks=False).st_blocks * _BLOCK_BYTES
                        folders += [entry.path] if entry.is_dir(follow_symlinks=False) else []
        except (FileNotFoundError, PermissionError):
            continue
        except OSError:  # a path that is too long
            return enough_bytes
    return found_bytes if left else enough_bytes


def _removed(entry: Path, fresh: Iterator[Path]) -> bool:
    """Remove *entry*, moving the folders in it to *fresh* names; tell whether it is gone."""
    try:
        if not _is_folder(entry):
            entry.unlink()
            return True
        entry.chmod(0o700)
        for inner in _entries(entry):
            if _is_folder(inner):
                inner.chmod(0o700)
                inner.rename(next(fresh))
            else:
                inner.unlink()
        entry.rmdir()
    except OSError:
        return False
    return True


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
