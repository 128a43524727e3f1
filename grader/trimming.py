"""Which lines belong to a statement, and an import with fewer names. Pure: lines in, lines out."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterable, Sequence

from grader.cutting import Line

_NOTHING_ELSE = re.compile(r"\s*,?\s*(#.*)?")


def extent(lines: Sequence[Line], node: ast.stmt, follower: ast.stmt | None) -> tuple[int, int]:
    """
    Return the first and the last line of *node* with its comments, and with the string that explains it.

    Comments belong to it directly above, unless they begin the file or are given, and behind it as far as
    they are indented more; a bare string below an assignment is its docstring.
    """
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(each.lineno for each in decorators)])
    last = node.end_lineno or node.lineno
    if isinstance(node, ast.Assign | ast.AnnAssign) and follower is not None and is_string(follower):
        last = follower.end_lineno or follower.lineno
    indent = _indent(lines[first - 1])
    above = first
    while above > 1 and _is_comment(lines[above - 2]) and _indent(lines[above - 2]) == indent:
        above -= 1
    below = last
    for number, line in enumerate(lines[last:], start=last + 1):
        if _is_comment(line) and len(_indent(line)) > len(indent):
            below = number
        elif not line.blank:
            break
    return (above if above > 1 else first), below


def is_string(node: ast.stmt) -> bool:
    """Tell whether *node* is a string alone, as docstrings are."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _is_comment(line: Line) -> bool:
    return line.text.lstrip().startswith("#") and not line.given


def _indent(line: Line) -> str:
    return line.text[: len(line.text) - len(line.text.lstrip())]


def without_names(
    lines: Sequence[Line], node: ast.Import | ast.ImportFrom, gone: Iterable[ast.alias]
) -> tuple[Line, ...]:
    """Return the lines of an import without the names *gone*; at least one other name is left."""
    own = lines[node.lineno - 1 : node.end_lineno]
    text = "\n".join(line.text for line in own)
    starts = [0]
    for line in own:
        starts.append(starts[-1] + len(line.text) + 1)

    def offset(line: int | None, column: int | None) -> int:
        row = (line or 0) - node.lineno
        return starts[row] + len(own[row].text.encode()[: column or 0].decode())

    spans = [
        (offset(each.lineno, each.col_offset), offset(each.end_lineno, each.end_col_offset))
        for each in node.names
    ]
    dropped = {index for index, alias in enumerate(node.names) if alias in set(gone)}
    bracketed = "(" in text[: spans[0][0]]
    doomed: set[int] = set()
    for index in dropped:
        begin, end = spans[index]
        line_begin = text.rfind("\n", 0, begin) + 1
        line_end = (text + "\n").find("\n", end)
        if bracketed and line_begin and _alone(text[line_begin:begin], text[end:line_end]):
            doomed.update(range(line_begin, line_end + 1))
        elif index + 1 < len(spans):
            doomed.update(range(begin, spans[index + 1][0]))
        else:
            before = max(number for number in range(index) if number not in dropped)
            doomed.update(range(spans[before][1], end))
    left = "".join(letter for position, letter in enumerate(text) if position not in doomed).split("\n")
    made = [dataclasses.replace(own[0], text=each) for each in left]
    return (*made[:-1], dataclasses.replace(made[-1], ending=own[-1].ending))


def _alone(before: str, after: str) -> bool:
    return not before.strip() and _NOTHING_ELSE.fullmatch(after) is not None
