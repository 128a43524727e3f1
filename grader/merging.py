"""
Choose between the Python files and the notebooks of one submission, where both hold the same exercise.

What is further done counts, and of two that are as far the Python file: it cannot be known which is newer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.cellmodules import Origin
from grader.config import SubmissionLimits
from grader.errors import UsageError
from grader.notebookfiles import Cell
from grader.notebooks import SUFFIX, Notebook, files_of_cells, read_cells, unwritten, wanted_names
from grader.selection import Basket, belongs

_OF_OURS = re.compile(r"|from grader\.notebook import check|check\([\"'\w]*\)")


@dataclass
class Merged:
    """The files of a submission by path, notes for its author, and what the lines of some files come from."""

    files: dict[str, bytes]
    notes: list[str] = field(default_factory=list)
    origins: dict[str, tuple[Origin, ...]] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)


def merge(
    basket: Basket, declared: Sequence[str], limits: SubmissionLimits, assignment: Path | None
) -> Merged:
    """
    Return the files in *basket* and those that its notebooks give, all of them within *limits*.

    A notebook that cannot be read is passed over with a note where there is something else to grade, and one
    that only repeats the Python files without a word: the course hands both out. Without an *assignment* only
    a notebook that was handed in alone is read, for cells that name their file.

    Raises:
        UsageError: No notebook can be read and nothing else is there, or what they give is too large.
    """
    if not basket.notebooks and not basket.unread:
        return Merged(dict(basket.files), shown=dict(basket.shown))
    unread, notebooks = list(basket.unread), []
    wanted = wanted_names(assignment, declared) if assignment else {}
    known = {line for content in basket.files.values() for line in _lines(content.decode("utf-8", "replace"))}
    for path, (name, content) in basket.notebooks.items():
        if assignment is None and basket.files:
            continue
        try:
            cells = read_cells(name, content)
            if not _adds_nothing(cells, known):
                stem = path.rpartition("/")[2].removesuffix(SUFFIX)
                notebooks.append(files_of_cells(name, cells, wanted, stem))
        except UsageError as error:
            unread.append(str(error))
    found = merged(basket.files, notebooks, declared)
    if unread and not any(path in declared for path in found.files):
        raise UsageError(unread[0])
    whole = Basket(limits)
    found.shown = {path: found.shown.get(path) or basket.shown[path] for path in found.files}
    whole.require_number(list(found.shown.values()))
    for path, content in found.files.items():
        whole.add(path, found.shown[path], content)
    found.notes += [f"{line}; it was passed over" for line in unread]
    return found


def _lines(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines()}


def _adds_nothing(cells: Sequence[Cell], known: Collection[str]) -> bool:
    """Tell whether each line of *cells* is in a Python file already: nobody has worked in that notebook."""
    lines = {line for cell in cells for line in _lines(cell.text)}
    return bool(known) and all(line in known or _OF_OURS.fullmatch(line) for line in lines)


def merged(files: Mapping[str, bytes], notebooks: Sequence[Notebook], declared: Collection[str]) -> Merged:
    """
    Return *files* with what *notebooks* give of the *declared* files, and of what those need.

    A file of a notebook replaces a Python file if less of it is still `NotImplementedError`.

    Args:
        files: The Python files by path.
        notebooks: In any order.
        declared: Paths of the files that the assignment expects.

    Raises:
        UsageError: Two notebooks hold different solutions of one exercise, each as far done.
    """
    found = Merged(dict(files))
    chosen: dict[str, Notebook] = {}
    for path in declared:
        if (notebook := _best(path, notebooks)) is not None and _prevails(path, notebook, files, found.notes):
            chosen[path] = notebook
    for path, notebook in chosen.items():
        _take(found, path, notebook)
    for notebook in notebooks:
        own = [path for path in notebook.files if path not in declared and belongs(tuple(path.split("/")))]
        if notebook in chosen.values() or not any(path in declared for path in notebook.files):
            for path in own:
                if path not in files or notebook in chosen.values():
                    _take(found, path, notebook)
            found.notes += notebook.notes
    return found


def _best(path: str, notebooks: Sequence[Notebook]) -> Notebook | None:
    """Return the notebook in which the file at *path* is furthest done."""
    having = sorted(
        (notebook for notebook in notebooks if path in notebook.files),
        key=lambda notebook: (unwritten(notebook.files[path]), notebook.name),
    )
    for other in having[1:]:
        first = having[0]
        equal = unwritten(first.files[path]) == unwritten(other.files[path])
        if equal and _code(first.files[path]) != _code(other.files[path]):
            raise UsageError(
                f"{first.name}: holds {path}, and so does {other.name} in another way; hand in one of them"
            )
    return having[0] if having else None


def _prevails(path: str, notebook: Notebook, files: Mapping[str, bytes], notes: list[str]) -> bool:
    """Tell whether *notebook* is further than the Python file at *path*; a note says which one counts."""
    if path not in files:
        return True
    ours, theirs = notebook.files[path], files[path]
    if unwritten(ours) < unwritten(theirs):
        notes.append(f"{path} is taken from {notebook.name}, where more of it is done than in the file")
        return True
    if unwritten(ours) == 0 and _code(ours) != _code(theirs):
        notes.append(f"{path} counts as the file has it, not as {notebook.name} does")
    return False


def _take(found: Merged, path: str, notebook: Notebook) -> None:
    found.files[path] = notebook.files[path]
    found.origins[path] = notebook.origins.get(path, ())
    found.shown[path] = f"{notebook.name}: its {path}"


def _code(content: bytes) -> list[bytes]:
    """Return the lines of *content* without blank ones and without comments, which name cells."""
    lines = [line.rstrip() for line in content.splitlines()]
    return [line for line in lines if line and not line.lstrip().startswith(b"#")]
