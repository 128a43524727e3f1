"""
Say which Python files of a folder or an archive are the submission, and hold them to the limits.

Knows paths and sizes only: it opens nothing, so that one set of rules serves every way of handing in.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from pathlib import PurePosixPath

from grader.config import KILOBYTE, MEGABYTE, SubmissionLimits
from grader.errors import UsageError

MAX_DEPTH = 20
"""Folders nested deeper than this are not looked into."""

ENVIRONMENT = "pyvenv.cfg"
"""The file by which a virtual environment is known."""

NOTEBOOKS = "notebooks"
"""The folder in which the course hands notebooks out; its Python files do not count."""

_SKIPPED_FOLDERS = frozenset({"__MACOSX", "__pycache__", "checks", "misconceptions", NOTEBOOKS})
_COURSE_FOLDER = "exercises"

Parts = tuple[str, ...]


class TwoRoots(Exception):
    """What was handed in can be read in two ways; the text names the folders."""


def is_own_folder(name: str) -> bool:
    """Leave out hidden folders, litter, and what the course itself hands out."""
    return not name.startswith(".") and name not in _SKIPPED_FOLDERS and name.isprintable()


def is_own_file(name: str) -> bool:
    """Leave out names that no import statement can spell, such as the `._layers.py` of macOS."""
    return name.endswith(".py") and name.isprintable() and not name.startswith((".", "-"))


def is_own_notebook(name: str) -> bool:
    """Leave out hidden notebooks; those of Jupyter's checkpoints lie in a hidden folder."""
    return name.endswith(".ipynb") and name.isprintable() and not name.startswith(".")


def belongs(parts: Parts) -> bool:
    """Return whether the file at *parts*, seen from the submission's root, is one that counts."""
    deep = len(parts) > MAX_DEPTH
    return not deep and is_own_file(parts[-1]) and all(is_own_folder(part) for part in parts[:-1])


def belongs_as_notebook(parts: Parts) -> bool:
    """Return whether the notebook at *parts*, seen from the submission's root, is one that counts."""
    own = all(is_own_folder(part) or part == NOTEBOOKS for part in parts[:-1])
    return own and len(parts) <= MAX_DEPTH and is_own_notebook(parts[-1])


def normal(name: str) -> str:
    """Return *name* in the form that an import statement asks for: macOS writes `ü` as two characters."""
    return unicodedata.normalize("NFC", name)


def root_of(files: Collection[Parts], declared: Collection[str]) -> Parts:
    """
    Return the folder that counts, of an archive that holds the Python files *files*.

    As long as no declared file is there and all lies in one folder, that folder counts; then the only
    folder that holds a declared file, at any depth, as `inner_root` says.

    Raises:
        TwoRoots: There are two such folders.
    """
    root: Parts = ()
    while files and not _holds_any(files, declared):
        tops = {parts[0] for parts in files}
        if len(tops) > 1 or any(len(parts) == 1 for parts in files):
            return (*root, *inner_root(files, declared))
        root += tuple(tops)
        files = [parts[1:] for parts in files]
    return root


def inner_root(files: Iterable[Parts], declared: Collection[str]) -> Parts:
    """
    Return the only folder in which one of *files* is a declared one; the top itself where none is.

    The folder `exercises` at the top comes before all others: it is the course's own.

    Raises:
        TwoRoots: There are two such folders; the text names them.
    """
    wanted = sorted((tuple(name.split("/")) for name in declared), key=len, reverse=True)
    ends = ((parts, next((end for end in wanted if parts[-len(end) :] == end), ())) for parts in files)
    roots = sorted({parts[: -len(end)] for parts, end in ends if end})
    if not roots or (_COURSE_FOLDER,) in roots:
        return (_COURSE_FOLDER,) if roots else ()
    if len(roots) > 1:
        first, second, *more = ("/".join(root) for root in roots)
        others = f" and {len(more)} more" if more else ""
        raise TwoRoots(f"the expected files are in {first} and in {second}{others}; hand in one of them")
    return roots[0]


def _holds_any(files: Iterable[Parts], declared: Collection[str]) -> bool:
    return any("/".join(parts) in declared for parts in files)


class Basket:
    """
    The Python files taken in so far; refuses the one that is too much.

    Attributes:
        files: Contents by path.
        shown: What messages call the file, by path.
        notebooks: What messages call a notebook and its content, by path.
        unread: Why a notebook is not among them, a line for each.
    """

    def __init__(self, limits: SubmissionLimits) -> None:
        self.files: dict[str, bytes] = {}
        self.shown: dict[str, str] = {}
        self.notebooks: dict[str, tuple[str, bytes]] = {}
        self.unread: list[str] = []
        self._limits = limits
        self._total = 0

    def require_number(self, shown: Sequence[str]) -> None:
        """
        Refuse too many files before any is read; *shown* are their names in messages.

        Raises:
            UsageError: The text names the first file too many.
        """
        most = self._limits.max_files
        if len(shown) > most:
            allowed = f"submission.max_files is {most}"
            raise UsageError(f"{shown[most]}: one Python file too many, {len(shown)} in all; {allowed}")

    def require_size(self, shown: str, size: int) -> None:
        """
        Refuse a file of *size* bytes, which messages call *shown*, if that is too large.

        Raises:
            UsageError: The text names the file and the limit.
        """
        max_kb = self._limits.max_file_kb
        if size > max_kb * KILOBYTE:
            raise UsageError(f"{shown}: is larger than {max_kb} kB, which is submission.max_file_kb")

    def add(self, name: str, shown: str, content: bytes) -> None:
        """
        Take the file *name* in, which messages call *shown*.

        Raises:
            UsageError: It is too large, or all are together, or its name is there already.
        """
        self.require_size(shown, len(content))
        max_mb = self._limits.max_total_mb
        self._total += len(content)
        if self._total > max_mb * MEGABYTE:
            allowed = f"submission.max_total_mb is {max_mb}"
            raise UsageError(f"{shown}: the files together are too large by here; {allowed}")
        if normal(name) in self.files:
            raise UsageError(f"{shown}: is there twice, in two spellings of one name; hand in one of them")
        self.files[normal(name)], self.shown[normal(name)] = content, shown

    def fits(self, shown: str, size: int) -> bool:
        """Tell whether there is room for a notebook of *size* bytes; if not, keep in mind why."""
        single, all_mb = self._limits.max_notebook_mb, self._limits.max_unpacked_mb
        total = sum(len(content) for _, content in self.notebooks.values())
        if size > single * MEGABYTE:
            self.unread.append(f"{shown}: is larger than {single} MB, which is submission.max_notebook_mb")
        elif total + size > all_mb * MEGABYTE or len(self.notebooks) == self._limits.max_files:
            self.unread.append(f"{shown}: the notebooks are too many or too large by here")
        else:
            return True
        return False


def near_miss(wanted: str, files: Iterable[str], declared: Iterable[str]) -> str | None:
    """Return the undeclared file that is most like *wanted*: by case, by folder, then by spelling."""
    others = sorted(set(files) - set(declared), key=lambda name: (name.count("/"), name))
    base = PurePosixPath(wanted).name
    for name in others:
        if name.lower() == wanted.lower():
            return name
    for name in others:
        if PurePosixPath(name).name.lower() == base.lower():
            return name
    near = difflib.get_close_matches(base, [PurePosixPath(name).name for name in others], n=1, cutoff=0.75)
    return next((name for name in others if near and PurePosixPath(name).name == near[0]), None)


def nothing_declared(declared: tuple[str, ...], files: Iterable[str]) -> str:
    """Return what was expected and, for each expected file, what was perhaps meant by it."""
    near = {name: meant for name in declared if (meant := near_miss(name, files, declared))}
    found = ", ".join(f"{meant} for {name}" for name, meant in near.items())
    return f"none of {', '.join(declared)} in it" + (f"; found {found}: rename or move it" if found else "")
