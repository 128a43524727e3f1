"""Read notebooks of submissions: untrusted JSON in, Python files out. Runs nothing of them."""

from __future__ import annotations

import ast
import codecs
import json
import marshal
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader import notebookscan
from grader.cellmodules import Origin
from grader.errors import UsageError
from grader.notebookfiles import Cell

SUFFIX = ".ipynb"
_WALL_S = 20.0
_VERSIONS = (3, 4)
_MOST_CELLS = 10_000
_UNWRITTEN = re.compile(r"\braise NotImplementedError\b")

Names = Mapping[str, Sequence[str]]
"""Which classes and functions each file is to define, by its path."""


@dataclass(frozen=True)
class Notebook:
    """The Python files that a notebook gives, where their lines come from, and what to tell its author."""

    name: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    origins: Mapping[str, tuple[Origin, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_notebook(name: str, content: bytes, wanted: Names, stem: str = "notebook") -> Notebook:
    """
    Return what the notebook gives whose JSON is *content*; messages call it *name*.

    Raises:
        UsageError: It is no notebook of Python that can be read; the text begins with *name*.
    """
    return files_of_cells(name, read_cells(name, content), wanted, stem)


def read_cells(name: str, content: bytes) -> list[Cell]:
    """
    Return the code cells of the notebook whose JSON is *content*.

    Raises:
        UsageError: As `read_notebook`.
    """
    return list(_cells(name, _parsed(name, content)))


def files_of_cells(name: str, cells: Sequence[Cell], wanted: Names, stem: str = "notebook") -> Notebook:
    """
    Return what *cells* give; they are parsed by a process of their own, which is all that they can break.

    Raises:
        UsageError: They overtax Python's parser.
    """
    if not cells:
        return Notebook(name)
    plain = {path: tuple(names) for path, names in wanted.items()}
    job = marshal.dumps(([tuple(cell) for cell in cells], plain, stem))
    command = [sys.executable, "-I", "-S", "-B", "-W", "ignore", notebookscan.__file__]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    )
    try:
        output, _ = process.communicate(job, timeout=_WALL_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        output = b""
    if process.returncode or not output:
        raise UsageError(f"{name}: its code is too much for Python's parser; split or shorten its cells")
    found = json.loads(output)
    return Notebook(
        name,
        {path: text.encode("utf-8", "replace") for path, (text, _) in found["files"].items()},
        {path: tuple(Origin(*each) for each in origins) for path, (_, origins) in found["files"].items()},
        tuple(f"{name}: {note}" for note in found["notes"]),
    )


def unwritten(content: bytes) -> int:
    """Return how much in *content*, the text of a file, is still not implemented."""
    return len(_UNWRITTEN.findall(content.decode("utf-8", "replace")))


def wanted_names(assignment: Path, declared: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """
    Return the public classes and functions of each *declared* file, as the *assignment* hands it out.

    A file without a skeleton in `exercises/` is read in `reference/`; one that is in neither defines nothing.
    """
    found = {}
    for path in declared:
        places = [assignment / folder / path for folder in ("exercises", "reference")]
        source = next((place.read_bytes() for place in places if place.is_file()), b"")
        found[path] = tuple(_defined(source))
    return found


def _defined(source: bytes) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # told by others, who need the file for more than its names
        return
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def _parsed(name: str, content: bytes) -> Mapping[str, Any]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UsageError(f"{name}: is UTF-16 or UTF-32 text; save it as UTF-8")
    if not content.strip():
        raise UsageError(f"{name}: is empty, not even a notebook without cells")
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: is not UTF-8 text: byte {content[error.start]:#04x}") from error
    except json.JSONDecodeError as error:
        raise UsageError(f"{name}: is no notebook: {error.msg} in line {error.lineno}") from error
    except RecursionError as error:
        raise UsageError(f"{name}: is no notebook: it is nested too deeply") from error
    except ValueError as error:
        raise UsageError(f"{name}: is no notebook: it holds a number that is too long") from error
    if not isinstance(data, dict) or not isinstance(data.get("nbformat"), int):
        raise UsageError(f"{name}: is no notebook: it does not say its nbformat")
    if data["nbformat"] not in _VERSIONS:
        known = " or ".join(map(str, _VERSIONS))
        raise UsageError(f"{name}: is of nbformat {data['nbformat']}; save it as nbformat {known}")
    language = _language(data)
    if language != "python":
        raise UsageError(f"{name}: is a notebook in {language!r}, not in Python")
    return data


def _language(data: Mapping[str, Any]) -> str:
    """Return the language that the metadata name, in small letters without a version; Python if none."""
    metadata = _mapping(data.get("metadata"))
    told = _mapping(metadata.get("language_info")).get("name")
    told = told or _mapping(metadata.get("kernelspec")).get("language")
    told = told.lower() if isinstance(told, str) else "python"
    return "python" if re.fullmatch(r"i?python[\d.]*", told) else ascii(told)[1:-1][:30]


def _cells(name: str, data: Mapping[str, Any]) -> Iterator[Cell]:
    """Yield the code cells, counted from 1 as people do; format 3 keeps them in worksheets."""
    sheets = data.get("worksheets") if data["nbformat"] == 3 else [data]
    number = 0
    for sheet in sheets if isinstance(sheets, list) else [None]:
        cells = _mapping(sheet).get("cells")
        if not isinstance(cells, list):
            raise UsageError(f"{name}: is no notebook: its cells are no list")
        for position, cell in enumerate(cells, start=1):
            if not isinstance(cell, dict):
                raise UsageError(f"{name}: is no notebook: cell {position} of it is no cell")
            if cell.get("cell_type") != "code":
                continue
            number += 1
            if number > _MOST_CELLS:
                raise UsageError(f"{name}: has more than {_MOST_CELLS} code cells")
            yield Cell(_label(number, cell), _source(name, number, cell), _file(cell))


def _label(number: int, cell: Mapping[str, Any]) -> str:
    """Return what messages call the cell: its number, and in brackets that of its latest run."""
    count = cell.get("execution_count", cell.get("prompt_number"))
    ran = f" [{count}]" if isinstance(count, int) and 0 < count < 10**6 and count != number else ""
    return f"cell {number}{ran}"


def _source(name: str, number: int, cell: Mapping[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise UsageError(f"{name}: is no notebook: cell {number} holds no text")
    return source


def _file(cell: Mapping[str, Any]) -> str | None:
    file = _mapping(_mapping(cell.get("metadata")).get("grader")).get("file")
    return file if isinstance(file, str) else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
