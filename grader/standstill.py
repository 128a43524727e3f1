"""Tell whether somebody has changed an assignment while a class was graded. Knows no check."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from grader.errors import ConfigError

_Stamp = tuple[int, int, int] | None


class Standstill:
    """
    The files of an assignment as they were when this was made.

    Args:
        files: Returns the files that count.
    """

    def __init__(self, files: Callable[[], Iterable[Path]]) -> None:
        self._files = files
        self._known = {path: (_stamp(path), _content(path)) for path in files()}

    def require(self) -> None:
        """
        Make sure that nothing has changed; only a file whose size or time is another one is read.

        Raises:
            ConfigError: A file has changed, has come or has gone; the text starts with it.
        """
        now = set(self._files())
        for path in sorted(now | self._known.keys()):
            stamp, content = self._known.get(path, (None, None))
            found = _stamp(path) if path in now else None
            if found == stamp:
                continue
            if found is None or _content(path) != content:
                raise ConfigError(
                    f"{path}: was changed while the class was graded; the same command goes on with what it "
                    "is now"
                )
            self._known[path] = found, content


def _stamp(path: Path) -> _Stamp:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _content(path: Path) -> bytes | None:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return None
