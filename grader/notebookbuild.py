"""
Make a notebook of a skeleton: the statement as text, a cell for each class or function, a check at the end.

The same skeleton gives the same bytes: ids of cells come from names, nothing tells of a time or a machine.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_HEADING = re.compile(r"^(#{1,6}) +(.+?) *$")
_NAME = re.compile(r"`([^\W\d]\w*)")
_MOST_CHARACTERS = 64
_HOW_TO = """\
Write your code into the cells below and run them. The last cell checks what you have run, as often as you
like. Cells of your own count where your classes and functions need them: helpers, imports, constants.
Experiments, plots and shell commands are left out when the notebook is graded."""


@dataclass(frozen=True)
class _Piece:
    """A class or function of a skeleton with what stands above it, or what stands between two of them."""

    name: str
    code: str
    docstring: str = ""


def notebook(file: str, skeleton: str, statement: str = "", task: str | None = None) -> bytes:
    """
    Return the notebook of one file of skeletons, as JSON of nbformat 4.

    Args:
        file: Its path below `exercises/`; each code cell names it in ``metadata.grader.file``.
        skeleton: Its text.
        statement: The Markdown of the assignment; the section whose heading begins with *file* is taken.
        task: Whose checks the last cell runs; those of every task where left out.
    """
    import nbformat

    tree = ast.parse(skeleton)
    sections = _sections(statement, file)
    cells = _Cells(file)
    intro = sections.pop("", "") or f"# {file}\n\n{ast.get_docstring(tree) or ''}"
    cells.text("statement", intro.strip())
    cells.text("how-to", _HOW_TO)
    for piece in _pieces(skeleton, tree):
        if piece.name and (heading := _heading_of(piece.name, sections)):
            cells.text(f"{piece.name}-text", sections.pop(heading))
        elif piece.name:
            cells.text(f"{piece.name}-text", f"### `{piece.name}`\n\n{piece.docstring}".strip())
        cells.code(piece.name or "names", piece.code)
    for heading, told in sections.items():
        cells.text(heading, told)
    cells.text("check-text", "### Check")
    argument = repr(task).replace("'", '"') if task else ""
    cells.check("check", f"from grader.notebook import check\n\ncheck({argument})")
    whole = nbformat.v4.new_notebook(cells=cells.made, metadata=_metadata())  # type: ignore[no-untyped-call]
    nbformat.validate(whole)
    text = str(nbformat.writes(whole, version=4))  # type: ignore[no-untyped-call]
    return text.rstrip("\n").encode() + b"\n"


class _Cells:
    """The cells made so far, each with an id of its own."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._stem = file.removesuffix(".py")
        self._ids: set[str] = set()
        self.made: list[Any] = []

    def text(self, name: str, source: str) -> None:
        """Add text in Markdown."""
        from nbformat import v4

        self.made.append(v4.new_markdown_cell(source, id=self._id(name)))  # type: ignore[no-untyped-call]

    def code(self, name: str, source: str) -> None:
        """Add code that belongs to the file."""
        from nbformat import v4

        metadata = {"grader": {"file": self._file}}
        self.made.append(v4.new_code_cell(source, id=self._id(name), metadata=metadata))  # type: ignore[no-untyped-call]

    def check(self, name: str, source: str) -> None:
        """Add code that belongs to no file."""
        from nbformat import v4

        self.made.append(v4.new_code_cell(source, id=self._id(name)))  # type: ignore[no-untyped-call]

    def _id(self, name: str) -> str:
        plain = re.sub(r"[^A-Za-z0-9_-]+", "-", f"{self._stem}-{name}")[: _MOST_CHARACTERS - 4].strip("-")
        found, number = plain, 1
        while found in self._ids:
            number += 1
            found = f"{plain}-{number}"
        self._ids.add(found)
        return found


def _metadata() -> dict[str, Any]:
    return {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }


def _pieces(skeleton: str, tree: ast.Module) -> Iterator[_Piece]:
    """Yield the parts of *skeleton* in their order; all of its lines but the docstring of the file."""
    lines = skeleton.replace("\r\n", "\n").split("\n")
    body = tree.body
    end = 0
    if body and ast.get_docstring(tree) is not None:
        end = body[0].end_lineno or 0
        body = body[1:]
    between = ""
    for number, node in enumerate(body):
        last = (node.end_lineno or 0) if number < len(body) - 1 else len(lines)
        text = "\n".join(lines[end:last])
        end = last
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if between.strip():
                yield _Piece("", between.strip("\n"))
            between = ""
            yield _Piece(node.name, text.strip("\n"), _before_arguments(ast.get_docstring(node) or ""))
        else:
            between += ("\n" if between else "") + text
    if between.strip():
        yield _Piece("", between.strip("\n"))


def _before_arguments(docstring: str) -> str:
    """Return what a docstring says before it lists arguments: the statement and its formulas."""
    return re.split(r"\n\s*(?:Args|Attributes|Returns|Yields|Raises):", docstring)[0].strip()


def _sections(statement: str, file: str) -> dict[str, str]:
    """Return the parts of the section on *file* by their headings, the first part under no heading."""
    found: dict[str, list[str]] = {}
    depth, part = 0, ""
    fenced = False
    for line in statement.replace("\r\n", "\n").split("\n"):
        fenced ^= line.startswith("```")
        heading = None if fenced else _HEADING.match(line)
        if heading and depth and len(heading[1]) <= depth:
            depth = 0
        if heading and not depth and heading[2].startswith((file, f"`{file}`")):
            depth, part = len(heading[1]), ""
        elif heading and depth:
            part = heading[2]
        if depth:
            found.setdefault(part, []).append(line)
    return {heading: "\n".join(lines).strip() for heading, lines in found.items()}


def _heading_of(name: str, sections: Mapping[str, str]) -> str | None:
    """Return the heading that names *name*, alone or with others."""
    return next((heading for heading in sections if heading and name in _NAME.findall(heading)), None)
