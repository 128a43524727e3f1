"""
Empty a folder that hostile code has written to. Knows no processes, needs the standard library only.

`shutil.rmtree` recurses and holds a descriptor per level, so that a folder nested deeply enough
survives it, and it stops at folders whose owner has taken its own rights away.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
from collections.abc import Iterator

_MOST_ENTRIES = 20_000
_BLOCK_BYTES = 512  # whatever the file system's own blocks are
_OPEN = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Folder:
    """
    A folder that is held open, so that it is swept and no other, whatever bears its name by then.

    Attributes:
        path: Where it was when it was opened.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """
        Hold the folder at *path*.

        Raises:
            OSError: There is none, or a link in its place.
        """
        self.path, self._fd = os.fspath(path), os.open(path, _OPEN)

    def empty(self) -> None:
        """
        Remove all that is in the folder, however deep, following no link.

        Inner folders are moved up to the top before their parent goes, so that no path gets long.
        What the system refuses to remove stays.
        """
        try:
            names = os.listdir(self._fd)
            if len(names) == 1:  # mostly it is the empty folder of a check that wrote nothing
                os.rmdir(names[0], dir_fd=self._fd)
            if len(names) <= 1:
                return
        except OSError:
            pass
        token = os.urandom(8).hex()
        fresh = (f"{token}-{number}" for number in itertools.count())
        while sum(self._removed(name, fresh) for name in _names(self._fd)):
            pass

    def is_empty(self) -> bool:
        """Tell whether nothing is in the folder."""
        with contextlib.suppress(OSError), os.scandir(self._fd) as entries:
            return next(entries, None) is None
        return False

    def make(self, name: str) -> str:
        """Make an empty folder in this one and return its name: *name*, unless that could not be removed."""
        try:
            os.mkdir(name, 0o700, dir_fd=self._fd)
        except FileExistsError:
            name = os.urandom(8).hex()
            os.mkdir(name, 0o700, dir_fd=self._fd)
        return name

    def enter(self, name: str) -> None:
        """Make the folder *name* in this one the working folder of the process; hold this one no longer."""
        os.fchdir(self._fd)
        os.chdir(name)
        self.close()

    def remove(self) -> None:
        """Remove the folder with all in it, and close it; what the system refuses to remove stays."""
        if self._fd < 0:
            return
        self.empty()
        for path in (self.path, self._moved_to()):
            with contextlib.suppress(OSError):
                if os.path.samestat(os.lstat(path), os.fstat(self._fd)):
                    os.rmdir(path)
                elif os.path.islink(path):  # put there by whoever moved ours away
                    os.unlink(path)
        self.close()

    def size_bytes(self, enough_bytes: int) -> int:
        """
        Return how much lies in the folder, counting no further than *enough_bytes*.

        Very many entries, and folders nested so deeply that they cannot be looked into, count as that much.
        """
        found_bytes, folders, left = 0, [self.path], _MOST_ENTRIES
        while folders and left and found_bytes < enough_bytes:
            try:
                with os.scandir(folders.pop()) as entries:
                    for entry in itertools.islice(entries, left):
                        left -= 1
                        with contextlib.suppress(FileNotFoundError):
                            found_bytes += entry.stat(follow_symlinks=False).st_blocks * _BLOCK_BYTES
                            folders += [entry.path] if entry.is_dir(follow_symlinks=False) else []
            except (FileNotFoundError, NotADirectoryError, PermissionError):
                continue
            except OSError:  # a path that is too long
                return enough_bytes
        return found_bytes if left else enough_bytes

    def close(self) -> None:
        """Hold it no longer; twice does no harm."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _moved_to(self) -> str:
        """Return where the folder is now, as far as the system tells."""
        try:
            return os.readlink(f"/proc/self/fd/{self._fd}")
        except OSError:
            return self.path

    def _removed(self, name: str, fresh: Iterator[str]) -> bool:
        """Remove the entry *name*, moving the folders in it to *fresh* names; tell whether it is gone."""
        try:
            if not _is_folder(name, self._fd):
                os.unlink(name, dir_fd=self._fd)
                return True
            inner = _opened(name, self._fd)
            try:
                for each in _names(inner):
                    self._lift(each, inner, fresh)
            finally:
                os.close(inner)
            os.rmdir(name, dir_fd=self._fd)
        except OSError:
            return False
        return True

    def _lift(self, name: str, inner: int, fresh: Iterator[str]) -> None:
        """Take the entry *name* out of the folder *inner*."""
        if _is_folder(name, inner):
            os.close(_opened(name, inner))  # which gives the rights that a move needs
            os.rename(name, next(fresh), src_dir_fd=inner, dst_dir_fd=self._fd)
        else:
            os.unlink(name, dir_fd=inner)


def _is_folder(name: str, parent: int) -> bool:
    return stat.S_ISDIR(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode)


def _opened(name: str, parent: int) -> int:
    """Open the folder *name*, following no link, and let its owner do anything with it."""
    try:
        inner = os.open(name, _OPEN, dir_fd=parent)
    except PermissionError:
        os.chmod(name, 0o700, dir_fd=parent)
        inner = os.open(name, _OPEN, dir_fd=parent)
    with contextlib.suppress(OSError):
        os.fchmod(inner, 0o700)
    return inner


def _names(folder: int) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
