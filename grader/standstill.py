"""Tell whether somebody has changed an assignment while a class was graded. Knows no check."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from grader.errors import ConfigError

_Stamp = tuple[int, int, int] | None


class Standstill:
    """
    The files of an assignment as they were when this was made.

    Args:
        files: Returns the files that count.
        folders: In which, at any depth, is all that *files* looks at. Where neither they nor the files have
            another time than before, *files* is not asked; without any it always is.
    """

    def __init__(self, files: Callable[[], Iterable[Path]], folders: Sequence[Path] = ()) -> None:
        self._files, self._folders = files, folders
        self._known = {path: (_stamp(path), _content(path)) for path in files()}
        self._seen: dict[str, _Stamp] = {}

    def require(self) -> None:
        """
        Make sure that nothing has changed; only a file whose size or time is another one is read.

        Raises:
            ConfigError: A file has changed, has come or has gone; the text starts with it.
        """
        if self._seen and all(_stamp(place) == stamp for place, stamp in self._seen.items()):
            return
        seen = self._places()  # before the look: what comes after that is seen the next time
        self._look()
        self._seen = seen

    def _look(self) -> None:
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

    def _places(self) -> dict[str, _Stamp]:
        """Return the stamps of all files and folders; that of a folder tells what has come or gone."""
        places = [str(path) for path in self._known] if self._folders else []
        for folder in self._folders:
            for here, below, _ in os.walk(folder):
                places.append(here)
                below[:] = [name for name in below if name != "__pycache__" and not name.startswith(".")]
        return {place: _stamp(place) for place in places}


def _stamp(path: Path | str) -> _Stamp:
    try:
        status = os.stat(path)  # noqa: PTH116  all files of a large assignment for each submission
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _content(path: Path) -> bytes | None:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return None
