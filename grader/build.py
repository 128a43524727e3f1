"""Cut the solutions out of `reference/`, which leaves the skeletons of `exercises/`. Runs nothing of them."""

from __future__ import annotations

import ast
import io
import os
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import ConfigError

BEGIN = "# BEGIN SOLUTION"
END = "# END SOLUTION"

_LOOKS_LIKE_A_MARKER = re.compile(r"#+\s*(begin|end)[\s_-]*solutions?\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Block:
    """The lines *begin* to *end* of a solution, both markers included, counted from 1."""

    begin: int
    end: int
    indent: int


@dataclass(frozen=True)
class _Marker:
    """A line with a marker and nothing else."""

    opens: bool
    line: int
    indent: int


def build(assignment: Path) -> list[Path]:
    """
    Write ``exercises/<file>.py`` for every ``reference/<file>.py`` and return the paths that changed.

    All skeletons are made before the first one is written, each file is replaced in one step, and a
    file that has its content already is left alone: a second build changes nothing.

    Raises:
        ConfigError: A reference file cannot be read, or its markers are wrong; nothing was written.
    """
    skeletons = _skeletons(assignment)
    changed = [path for path, content in skeletons.items() if _content(path) != content]
    for path in changed:
        _replace(path, skeletons[path])
    return changed


def stale(assignment: Path) -> list[str]:
    """
    Return one line for each skeleton that is not what `build` would write; nothing when all are.

    Raises:
        ConfigError: As `build`.
    """
    skeletons = _skeletons(assignment)
    faults = []
    for path, content in skeletons.items():
        present = _content(path)
        if present is None:
            faults.append(f"exercises/{path.name} is missing: run grader build")
        elif present != content:
            faults.append(f"exercises/{path.name} is not what reference/{path.name} gives: run grader build")
    surplus = sorted(set((assignment / "exercises").glob("*.py")) - set(skeletons))
    faults += [f"exercises/{path.name} has no reference/{path.name}: remove it" for path in surplus]
    return faults


def skeleton(source: str, name: str) -> str:
    """
    Return *source* with every solution block cut out.

    Inside a function one line stands for a block, ``raise NotImplementedError("Sgd.calculate_update")``,
    so that a student reads in the traceback what to implement; elsewhere a block vanishes.

    Args:
        source: Text of a reference file.
        name: What faults call the file, such as ``reference/layers.py``.

    Raises:
        ConfigError: The markers are wrong, or *source* or the result does not compile.
    """
    lines = source.split("\n")
    tree = _parsed(lines, range(1, len(lines) + 1), name)
    blocks = _blocks(source, name)
    for block in blocks:
        _demand_whole_statements(tree, block, name)
    lines, origins = _without(lines, blocks)
    functions = _enclosing_functions(_parsed(lines, origins, name))
    lines, origins = _with_bodies(lines, origins, {block.begin: block.indent for block in blocks}, functions)
    _parsed(lines, origins, name)
    return "\n".join(lines).rstrip("\n") + "\n"


def _skeletons(assignment: Path) -> dict[Path, bytes]:
    sources = sorted((assignment / "reference").glob("*.py"))
    if not sources:
        raise ConfigError(f"{assignment / 'reference'}: no solutions (*.py) to make skeletons of")
    return {
        assignment / "exercises" / path.name: skeleton(_text(path), f"reference/{path.name}").encode("utf-8")
        for path in sources
    }


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"reference/{path.name}: cannot be read as UTF-8 text: {error}") from error


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _parsed(lines: Sequence[str], origins: Sequence[int], name: str) -> ast.Module:
    """Parse *lines*; a fault names the line of the reference that the faulty line comes from."""
    try:
        return ast.parse("\n".join(lines))
    except SyntaxError as error:
        line = origins[min(error.lineno or 1, len(origins)) - 1]
        raise ConfigError(f"{name}:{line}: does not compile: {error.msg}") from error


def _blocks(source: str, name: str) -> list[_Block]:
    blocks = []
    opened: _Marker | None = None
    for marker in _markers(source, name):
        if marker.opens:
            if opened:
                raise ConfigError(
                    f"{name}:{marker.line}: {BEGIN} inside the block that began at line {opened.line}"
                )
            opened = marker
            continue
        if opened is None:
            raise ConfigError(f"{name}:{marker.line}: {END} without {BEGIN}")
        if marker.indent != opened.indent:
            raise ConfigError(
                f"{name}:{marker.line}: {END} is indented by {marker.indent}, its {BEGIN} by {opened.indent}"
            )
        blocks.append(_Block(opened.line, marker.line, opened.indent))
        opened = None
    if opened:
        raise ConfigError(f"{name}:{opened.line}: {BEGIN} without {END}")
    return blocks


def _markers(source: str, name: str) -> Iterator[_Marker]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT or not _LOOKS_LIKE_A_MARKER.match(token.string):
            continue
        line, indent = token.start
        if token.string.rstrip() not in {BEGIN, END}:
            raise ConfigError(f"{name}:{line}: write {BEGIN!r} or {END!r}, got {token.string!r}")
        if token.line[:indent].strip():
            raise ConfigError(f"{name}:{line}: {token.string} must stand on a line of its own")
        yield _Marker(token.string.rstrip() == BEGIN, line, indent)


def _demand_whole_statements(tree: ast.Module, block: _Block, name: str) -> None:
    inside = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and block.begin < node.lineno < block.end
    ]
    for node in inside:
        if (node.end_lineno or node.lineno) > block.end:
            raise ConfigError(
                f"{name}:{block.end}: {END} cuts the statement that begins at line {node.lineno}"
            )
    if inside and (outermost := min(node.col_offset for node in inside)) != block.indent:
        raise ConfigError(
            f"{name}:{block.begin}: {BEGIN} is indented by {block.indent}, its statements by {outermost}"
        )


def _without(lines: Sequence[str], blocks: Sequence[_Block]) -> tuple[list[str], list[int]]:
    """Return *lines* with ``raise`` for each block, and for each of them the line that it comes from."""
    kept: list[str] = []
    origins: list[int] = []
    position = 0
    for block in blocks:
        kept += [*lines[position : block.begin - 1], " " * block.indent + "raise"]
        origins += [*range(position + 1, block.begin), block.begin]
        position = block.end
    kept += lines[position:]
    origins += range(position + 1, len(lines) + 1)
    return kept, origins


def _enclosing_functions(tree: ast.Module) -> dict[int, str]:
    """Map each line inside a function to the qualified name of the innermost one; others are absent."""
    names: dict[int, str] = {}

    def visit(node: ast.AST, path: tuple[str, ...], function: str | None) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            path = (*path, node.name)
            function = None if isinstance(node, ast.ClassDef) else ".".join(path)
        if isinstance(node, ast.stmt) and function is not None:
            names[node.lineno] = function
        for child in ast.iter_child_nodes(node):
            visit(child, path, function)

    visit(tree, (), None)
    return names


def _with_bodies(
    lines: Sequence[str], origins: Sequence[int], indents: Mapping[int, int], functions: Mapping[int, str]
) -> tuple[list[str], list[int]]:
    """Name the function in each ``raise`` that stands for a block; drop those outside functions."""
    result: list[tuple[str, int]] = []
    gap: int | None = None  # blank lines before a dropped block: the larger of the two gaps stays
    after = 0
    for number, (line, origin) in enumerate(zip(lines, origins, strict=True), start=1):
        if origin in indents and number not in functions:
            gap, after = max(gap or 0, _pop_blank_lines(result)), 0
        elif gap is not None and not line.strip():
            after += 1
        else:
            result += [("", origin)] * max(gap or 0, after)
            gap, after = None, 0
            body = f'{" " * indents.get(origin, 0)}raise NotImplementedError("{functions.get(number)}")'
            result.append((body if origin in indents else line, origin))
    return [line for line, _ in result], [origin for _, origin in result]


def _pop_blank_lines(result: list[tuple[str, int]]) -> int:
    count = 0
    while result and not result[-1][0].strip():
        result.pop()
        count += 1
    return count
