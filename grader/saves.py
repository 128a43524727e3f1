"""
Notice that a student has saved, however the editor does that, and read what is there then.

Events only say that it is time to look: contents decide, so that swap files, backups and a save that
changes nothing are nobody's business. Knows no checks.
"""

from __future__ import annotations

import hashlib
import os
import threading
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.selection import ENVIRONMENT, MAX_DEPTH, is_own_folder

_STEP_MS, _DEBOUNCE_MS = 50, 200
_STOP_S = 1.0


@dataclass(frozen=True)
class Change:
    """
    What differs between two looks at a submission.

    Attributes:
        edited, added, gone: Paths of the files, in order.
        thin: Those that are gone, or empty and were not: perhaps an editor is about to write them.
    """

    edited: tuple[str, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]
    thin: frozenset[str]

    @property
    def paths(self) -> tuple[str, ...]:
        """All that has changed."""
        return self.edited + self.added + self.gone


def change(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Change:
    """Return what differs between two states of a submission, each a mapping of paths to contents."""
    gone = tuple(sorted(before.keys() - after.keys()))
    both = sorted(before.keys() & after.keys())
    edited = tuple(path for path in both if before[path] != after[path])
    emptied = {path for path in edited if not after[path].strip()}
    return Change(edited, tuple(sorted(after.keys() - before.keys())), gone, frozenset({*gone, *emptied}))


def fault_of(path: str, source: bytes) -> tuple[int, str] | None:
    """Return line and reason why *source* does not compile, or None."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        return error.lineno or 1, error.msg
    except (ValueError, RecursionError, MemoryError) as error:
        return 1, str(error) or type(error).__name__
    return None


def course_state(assignment: Path) -> str:
    """Return a digest of what a student's checks consist of: the configuration and the visible checks."""
    state = hashlib.sha256()
    for path in sorted([assignment / "config.yaml", *assignment.glob("exercises/checks/**/*.py")]):
        try:
            content = path.read_bytes()
        except OSError:
            content = b""
        state.update(f"{path}\0{len(content)}\0".encode(errors="surrogateescape") + content)
    return state.hexdigest()


def folders_to_watch(root: Path, assignment: Path) -> tuple[str, ...]:
    """Return each folder in which a file may lie that matters; a virtual environment is not looked into."""
    course = [assignment, assignment / "exercises", assignment / "exercises" / "checks"]
    found = [folder for folder in course if folder.is_dir()] + list(own_folders(root))
    return tuple(sorted({str(folder.resolve()) for folder in found}))


def own_folders(root: Path) -> Iterator[Path]:
    """Yield *root* and the folders below it in which files of a submission may lie, root first."""
    if root.is_file() or not root.exists():
        root = root.parent
    waiting = [(root, 0)] if root.is_dir() else []
    while waiting:
        folder, depth = waiting.pop()
        yield folder
        try:
            with os.scandir(folder) as entries:
                inner = [entry.path for entry in entries if _is_own(entry)]
        except OSError:
            continue
        waiting += [(Path(path), depth + 1) for path in inner if depth < MAX_DEPTH]


def _is_own(entry: os.DirEntry[str]) -> bool:
    own = entry.is_dir(follow_symlinks=False) and is_own_folder(entry.name)
    return own and not (Path(entry.path) / ENVIRONMENT).exists()


class Lookout:
    """
    Watches folders in a thread of its own.

    Args:
        tell: Called in that thread once things have been quiet for a moment after a change.
    """

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell
        self._folders: tuple[str, ...] = ()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def watch(self, folders: Collection[str]) -> None:
        """Watch *folders* themselves, not what is below them; does nothing where it does so already."""
        if tuple(folders) == self._folders and self._thread is not None and self._thread.is_alive():
            return
        self.close()
        self._folders, self._stop = tuple(folders), threading.Event()
        self._thread = threading.Thread(target=self._run, args=(self._folders, self._stop), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop watching; doing so twice does no harm."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_STOP_S)
            self._thread = None

    def _run(self, folders: tuple[str, ...], stop: threading.Event) -> None:
        import watchfiles

        for polling in (None, True):  # a system may have no watches left
            try:
                for _ in watchfiles.watch(
                    *folders,
                    watch_filter=None,
                    debounce=_DEBOUNCE_MS,
                    step=_STEP_MS,
                    stop_event=stop,
                    raise_interrupt=False,
                    recursive=False,
                    force_polling=polling,
                ):
                    self._tell()
            except (OSError, RuntimeError):
                continue
            return
