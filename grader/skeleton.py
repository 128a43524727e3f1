"""Cut the solutions out of one file of `reference/`. Pure: no files, and nothing of the text is run."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from grader.errors import ConfigError
from grader.markers import BEGIN, END, Block, blocks_of


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
    blocks = blocks_of(source, name)
    for block in blocks:
        _demand_whole_statements(tree, block, name)
    lines, origins = _without(lines, blocks)
    functions = _enclosing_functions(_parsed(lines, origins, name))
    lines, origins = _with_bodies(lines, origins, {block.begin: block.indent for block in blocks}, functions)
    _parsed(lines, origins, name)
    return "\n".join(lines).rstrip("\n") + "\n"


def _parsed(lines: Sequence[str], origins: Sequence[int], name: str) -> ast.Module:
    """Parse *lines*; a fault names the line of the reference that the faulty line comes from."""
    try:
        return ast.parse("\n".join(lines))
    except SyntaxError as error:
        line = origins[min(error.lineno or 1, len(origins)) - 1]
        raise ConfigError(f"{name}:{line}: does not compile: {error.msg}") from error


def _demand_whole_statements(tree: ast.Module, block: Block, name: str) -> None:
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


def _without(lines: Sequence[str], blocks: Sequence[Block]) -> tuple[list[str], list[int]]:
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
