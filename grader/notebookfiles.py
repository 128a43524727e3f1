"""
Make Python files of a notebook's code cells. Pure: no files on disk, no JSON, nothing of a cell is run.

Runs in a process of its own (see `notebookscan`), as a hostile cell can exhaust Python's parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from grader.cellmodules import Module, Origin, modules_of
from grader.cellscopes import Scopes
from grader.cellstatements import Statement, broken_cell, statements_of
from grader.celltext import CellText, read_cell

_RUN = re.compile(r"^(\s*)pass  # %run (\S+)\.py$", re.MULTILINE)
_MOST_CHARACTERS = 200


class Cell(NamedTuple):
    """A code cell: what messages call it, its text, and the file that its metadata names."""

    label: str
    text: str
    file: str | None = None


@dataclass
class Files:
    """The files by path, and a line for each cell of which nothing could be taken."""

    modules: dict[str, Module] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def files_of(cells: Sequence[Cell], names: Mapping[str, Iterable[str]], stem: str) -> Files:
    """
    Return the files that *cells* give.

    A cell belongs to the file that its first line names (``# file: layers.py``, ``%%writefile layers.py``),
    else to the file in its metadata; a definition in any other cell to the file whose names it defines. Of
    those other cells nothing else counts but what the definitions need.

    Args:
        cells: In the order of the notebook.
        names: Which classes and functions each file is to define, by its path.
        stem: The notebook's name; the file for what several files need is called after it.
    """
    found = Files()
    read = [(number, cell, read_cell(cell.text)) for number, cell in enumerate(cells)]
    for _, cell, text in read:
        if text.mode != "run" and (path := _own_path(text.file)):
            found.modules[path] = _written(found.modules.get(path), cell.label, text)
    statements: list[Statement] = []
    for number, cell, text in read:
        if text.mode == "run" and text.code.strip():
            file = _own_path(text.file) or _own_path(cell.file)
            statements += _statements(number, cell, text.code, file, found)
    wanted = {path: defined for path, defined in names.items() if path not in found.modules}
    made = modules_of(Scopes([s for s in statements if s.file not in found.modules], wanted), _shared(stem))
    found.modules.update(made)
    return found


def _statements(number: int, cell: Cell, code: str, file: str | None, found: Files) -> list[Statement]:
    code = _RUN.sub(lambda run: _import_of(run, found), code)
    try:
        return statements_of(number, cell.label, code, file)
    except SyntaxError as error:
        reason = f"{cell.label} does not compile: {error.msg}" + (
            f", line {error.lineno}" if error.lineno else ""
        )
    except (ValueError, RecursionError, MemoryError) as error:
        kind = "it is nested too deeply" if not isinstance(error, ValueError) else "it holds what is no text"
        reason = f"{cell.label} does not compile: {kind}"
    found.notes.append(reason)
    return broken_cell(number, cell.label, code, file, reason)


def _import_of(run: re.Match[str], found: Files) -> str:
    """Return what does the work of ``%run layers.py`` where the notebook itself has written that file."""
    if (path := _own_path(f"{run[2]}.py")) in found.modules:
        return f"{run[1]}from {str(path).removesuffix('.py').replace('/', '.')} import *"
    return f"{run[1]}pass"


def _written(before: Module | None, label: str, text: CellText) -> Module:
    """Return the file after the cell that writes or appends to it; its first line is the magic's own."""
    content = "\n".join(text.code.split("\n")[1:])
    content += "" if content.endswith("\n") else "\n"
    kept = before if before and text.mode == "append" else Module("")
    start = kept.text.count("\n")
    origin = Origin(start + 1, start + content.count("\n"), label, 2)
    return Module(kept.text + content, (*kept.origins, origin))


def _own_path(path: str | None) -> str | None:
    """Return *path* inside the submission, by its name alone where it leads out of it; None if it is none."""
    if not path or not path.endswith(".py") or len(path) > _MOST_CHARACTERS or not path.isprintable():
        return None
    parts = [part for part in path.replace("\\", "/").split("/") if part not in {"", "."}]
    outside = path.startswith(("/", "\\", "~")) or ".." in parts or ":" in path
    parts = parts[-1:] if outside else parts
    return "/".join(parts) if all(part[0] not in ".-" for part in parts) else None


def _shared(stem: str) -> str:
    return "cells_of_" + (re.sub(r"\W", "_", stem, flags=re.ASCII)[:60] or "notebook")
