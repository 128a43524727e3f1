"""Cut the solutions out of one file of `reference/`. Pure: no files, and nothing of the text is run."""

from __future__ import annotations

import ast
import dataclasses
import io
import textwrap
import tokenize
from collections.abc import Sequence
from itertools import pairwise

from grader.cutting import Cut, Line, cut, parse, source_of, split, text_of, tree_of
from grader.errors import ConfigError
from grader.markers import Block, Kind, Tail, read
from grader.orphans import without_orphans

_BYTE_ORDER_MARK = "\ufeff"

_Compound = (
    ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.If | ast.For | ast.AsyncFor | ast.While
    | ast.With | ast.AsyncWith | ast.Try | ast.TryStar | ast.Match
)  # fmt: skip


def skeleton(source: str, name: str, keep: frozenset[str] = frozenset()) -> str:
    """
    Return *source* without its solutions and without what only they use.

    Inside a function one line stands for a block, ``raise NotImplementedError("Sgd.calculate_update")``,
    so that a student reads in the traceback what to implement; elsewhere a block vanishes. All that stays
    keeps its comments, its formatting and its line endings.

    Args:
        source: Text of a reference file.
        name: What faults call the file, such as ``reference/layers.py``.
        keep: Names at the top of the file that stay, whoever uses them.

    Raises:
        ConfigError: The markers are wrong, *source* or the result does not compile, or what is left needs
            a name that only a solution defines.
    """
    mark = _BYTE_ORDER_MARK if source.startswith(_BYTE_ORDER_MARK) else ""
    lines = split(source.removeprefix(_BYTE_ORDER_MARK))
    tree = parse(lines, name)
    blocks, tails = read(text_of(lines), name)
    for block in blocks:
        if block.kind is not Kind.PROMPT:
            _demand_whole_statements(tree, block, name)
    lines = _with_given(lines, blocks)
    prompted = _prompted(lines, blocks)
    cuts = [
        *(each for block in blocks for each in _block_cuts(lines, block, block in prompted)),
        *(_tail_cut(lines, tree, tail, name) for tail in tails),
    ]
    left = _with_bodies(cut(lines, cuts), name)
    return mark + source_of(without_orphans(tree, left, name, keep))


def _demand_whole_statements(tree: ast.Module, block: Block, name: str) -> None:
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    inside = [node for node in statements if block.begin < _first_line(node) < block.end]
    around = [node for node in statements if _first_line(node) < block.begin <= (node.end_lineno or 0)]
    for node in inside:
        if (node.end_lineno or 0) > block.end:
            raise _cutting("end", block.end, node, name)
    for node in around:
        if node.lineno > block.begin:  # its decorators stand before
            raise _cutting("beginning", block.begin, node, name)
    if inside and (outermost := min(node.col_offset for node in inside)) != len(block.indent):
        raise ConfigError(
            f"{name}:{block.begin}: a block is indented by {len(block.indent)}, its statements by {outermost}"
        )
    for node in around:
        if node.col_offset >= len(block.indent):  # such as an `elif`
            raise _cutting("beginning", block.begin, node, name)


def _cutting(what: str, line: int, node: ast.stmt, name: str) -> ConfigError:
    return ConfigError(
        f"{name}:{line}: the {what} of a block cuts the statement that begins at line {_first_line(node)}"
    )


def _first_line(node: ast.stmt) -> int:
    """Return the line where *node* begins, with its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def _prompted(lines: Sequence[Line], blocks: Sequence[Block]) -> frozenset[Block]:
    """Return the solutions that a prompt with a statement follows: it stands in their place."""
    return frozenset(
        block
        for block, prompt in pairwise(blocks)
        if prompt.kind is Kind.PROMPT
        and all(line.blank for line in lines[block.end : prompt.begin - 1])
        and _has_statement(lines[prompt.begin : prompt.end - 1])
    )


def _has_statement(lines: Sequence[Line]) -> bool:
    try:
        return bool(tree_of(textwrap.dedent(text_of(lines))).body)
    except SyntaxError:
        return True  # told with its line when the whole does not compile


def _with_given(lines: Sequence[Line], blocks: Sequence[Block]) -> list[Line]:
    prompts = [range(block.begin, block.end + 1) for block in blocks if block.kind is Kind.PROMPT]
    return [
        dataclasses.replace(line, given=any(number in prompt for prompt in prompts))
        for number, line in enumerate(lines, start=1)
    ]


def _block_cuts(lines: Sequence[Line], block: Block, prompted: bool) -> list[Cut]:
    if block.kind is Kind.PROMPT:
        return [Cut(block.begin, block.begin), Cut(block.end, block.end)]
    if block.kind is Kind.SOLUTION and not prompted:
        slot = Line(f"{block.indent}raise", lines[block.end - 1].ending, block.begin, slot=True)
        return [Cut(block.begin, block.end, (slot,))]
    return [Cut(block.begin, block.end)]


def _tail_cut(lines: Sequence[Line], tree: ast.Module, tail: Tail, name: str) -> Cut:
    touched = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt)
        and not isinstance(node, _Compound)
        and node.lineno <= tail.line <= (node.end_lineno or node.lineno)
    ]
    node = touched[0] if len(touched) == 1 else None
    if node is None or node.end_lineno != tail.line or lines[node.lineno - 1].text[: node.col_offset].strip():
        raise ConfigError(
            f"{name}:{tail.line}: # SOLUTION must stand behind the end of one simple statement, "
            "alone on its lines; mark others by # BEGIN SOLUTION and # END SOLUTION"
        )
    if not tail.prompt:
        return Cut(node.lineno, tail.line)
    indent = lines[node.lineno - 1].text[: node.col_offset]
    kept = _before_value(lines, node) if isinstance(node, ast.Assign | ast.AnnAssign) and node.value else []
    *above, start = kept or [Line(indent, "", node.lineno)]
    stub = f" {_ellipses(node)}" if kept else "..."
    ending = lines[tail.line - 1].ending
    last = dataclasses.replace(start, text=start.text + stub, ending=ending, given=True)
    return Cut(node.lineno, tail.line, (*above, last))


def _before_value(lines: Sequence[Line], node: ast.Assign | ast.AnnAssign) -> list[Line]:
    """Return the lines of an assignment up to its last ``=``."""
    wanted = len(node.targets) if isinstance(node, ast.Assign) else 1
    own = lines[node.lineno - 1 : node.end_lineno]
    depth = 0
    for token in tokenize.generate_tokens(io.StringIO(text_of(own)).readline):
        depth += (token.string in {"(", "[", "{"}) - (token.string in {")", "]", "}"})
        wanted -= token.string == "=" and not depth
        if not wanted:
            line, column = token.end
            return [*own[: line - 1], dataclasses.replace(own[line - 1], text=own[line - 1].text[:column])]
    raise AssertionError("an assignment has as many = as targets")


def _ellipses(node: ast.stmt) -> str:
    """Return what an assignment takes in place of its value: as many ``...`` as it unpacks."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    several = [each for each in targets if isinstance(each, ast.Tuple | ast.List)]
    return (_unpacked(several[0])[1:-1] or "()") if several else "..."


def _unpacked(target: ast.expr) -> str:
    if not isinstance(target, ast.Tuple | ast.List):
        return "..."
    inner = ", ".join(_unpacked(each) for each in target.elts)
    return f"({inner},)" if len(target.elts) == 1 else f"({inner})"


def _with_bodies(lines: Sequence[Line], name: str) -> list[Line]:
    """Name the function in each ``raise`` that stands for a block; drop those outside functions."""
    functions = _enclosing_functions(parse(lines, name))
    cuts = []
    for number, line in enumerate(lines, start=1):
        if not line.slot:
            continue
        text = f'{line.text} NotImplementedError("{functions.get(number)}")'
        cuts.append(
            Cut(number, number, (dataclasses.replace(line, text=text),) if number in functions else ())
        )
    result = cut(lines, cuts)
    parse(result, name)
    return result


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
