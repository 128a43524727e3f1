"""Say of each statement of a notebook's cells which names it makes, alters and needs. Runs nothing."""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["import", "definition", "assignment", "block", "setting"]

_SETTINGS = frozenset(
    {
        *("filterwarnings", "seed", "set_int_max_str_digits", "set_printoptions"),
        *("setrecursionlimit", "seterr", "simplefilter"),
    }
)
_DEFINED = re.compile(r"(?:async[ \t]+def|def|class)[ \t]+([^\W\d]\w*)", re.MULTILINE)
_AT_THE_LEFT = re.compile(r"^(?:async[ \t]+def|def|class)[ \t]+([^\W\d]\w*)", re.MULTILINE)
_HERE = frozenset({"listcomp", "setcomp", "dictcomp", "genexpr"})
_INNER = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


@dataclass(frozen=True, eq=False)
class Statement:
    """
    A statement at the top of a cell, as the kernel would run it.

    Args:
        place: Number of the cell among all, and of its first line in the cell from 1.
        label: What messages call the cell.
        text: Its lines, with the comments above it.
        file: The file to which its cell belongs by what is written there.
        makes: Names that it defines by `def`, `class`, or by another name of such a one.
        binds: All names that it binds, those of *makes* too.
        alters: Names of objects in which it sets something: ``Relu.forward = forward``.
        calls: Names of objects of which it calls a method for its effect: ``table.append(1)``.
        now: Names that it needs when it is run.
        later: Names that a function in it needs when that is called.
        module: Dotted name of the module that an import takes something from, and *takes* what.
        stub: Something in it is not implemented yet.
        broken: It stands for a name in a cell that does not compile.
    """

    place: tuple[int, int]
    label: str
    kind: Kind
    text: str
    file: str | None
    makes: frozenset[str] = frozenset()
    binds: frozenset[str] = frozenset()
    alters: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    now: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    module: str | None = None
    takes: frozenset[str] = frozenset()
    stub: bool = False
    broken: bool = False


def statements_of(number: int, label: str, code: str, file: str | None) -> list[Statement]:
    """
    Return those statements of a cell that can matter to a file; experiments, plots and prints are none.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: The cell does not compile.
    """
    compile(code, label, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    tree = ast.parse(code)
    found = []
    end = 0
    lines = code.split("\n")
    for index, node in enumerate(tree.body):
        shared = _shares_a_line(tree.body, index)
        if shared:
            text, first = ast.get_source_segment(code, node) or "", node.lineno
        else:
            first = _first_line(node, end, lines)
            text = "\n".join(lines[first - 1 : node.end_lineno])
        end = node.end_lineno or node.lineno
        kind = _kind(node)
        if kind is not None and _stands_alone(text):
            found.append(_statement((number, first), label, kind, text, file, node))
    return found


def broken_cell(number: int, label: str, code: str, file: str | None, reason: str) -> list[Statement]:
    """Return a stand-in for each name that a cell which does not compile would have defined."""
    names = dict.fromkeys(_AT_THE_LEFT.findall(code) or _DEFINED.findall(code)[:1])
    return [
        Statement(
            place=(number, 1),
            label=label,
            kind="definition",
            text=f"class {name}:\n    def __new__(cls, *_, **__):\n        raise SyntaxError({reason!r})\n",
            file=file,
            makes=frozenset({name}),
            binds=frozenset({name}),
            broken=True,
        )
        for name in names
    ]


def _shares_a_line(body: Sequence[ast.stmt], index: int) -> bool:
    node = body[index]
    before = index > 0 and body[index - 1].end_lineno == node.lineno
    return before or (index + 1 < len(body) and body[index + 1].lineno == node.end_lineno)


def _first_line(node: ast.stmt, end: int, lines: Sequence[str]) -> int:
    """Return the first line of *node*: of its decorators, and of the comments right above."""
    decorators = getattr(node, "decorator_list", [])
    first: int = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    while first - 1 > end and lines[first - 2].lstrip().startswith("#"):
        first -= 1
    return first


def _stands_alone(text: str) -> bool:
    """Tell whether a file can hold the statement: none can hold one that awaits."""
    try:
        compile(text, "", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _kind(node: ast.stmt) -> Kind | None:
    match node:
        case ast.Import() | ast.ImportFrom():
            return "import"
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return "definition"
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute(), attr=name))):
            arguments = (*node.value.args, *node.value.keywords)  # type: ignore[attr-defined]
            plain = not any(isinstance(inner, ast.Call) for each in arguments for inner in ast.walk(each))
            return "setting" if name in _SETTINGS and plain else "assignment"
        case ast.Expr(value=ast.Call(func=ast.Name(id="setattr" | "delattr"))):
            return "assignment"
        case ast.Expr() | ast.Delete() | ast.Pass() | ast.Global() | ast.Assert() | ast.Raise():
            return None
        case ast.If() | ast.Try() | ast.With() | ast.For() | ast.While() | ast.Match() | ast.TryStar():
            return "block"
        case ast.AsyncFor() | ast.AsyncWith():
            return None
    return "assignment"


def _statement(
    place: tuple[int, int], label: str, kind: Kind, text: str, file: str | None, node: ast.stmt
) -> Statement:
    table = symtable.symtable(text, label, "exec")
    now, later = _uses(table)
    binds = frozenset(s.get_name() for s in table.get_symbols() if _is_bound(s))
    alters, calls = _altered(node)
    augmented = {node.target.id} if _is_augmented(node) else set()  # type: ignore[attr-defined]
    module, takes = _taken(node)
    return Statement(
        place=place,
        label=label,
        kind=kind,
        text=text,
        file=file,
        makes=frozenset(_made(node)),
        binds=binds,
        alters=frozenset(alters | augmented),
        calls=frozenset(calls),
        now=frozenset(now | augmented | alters),
        later=frozenset(later - now),
        module=module,
        takes=takes,
        stub=kind == "definition" and _is_stub(node),
    )


def _taken(node: ast.stmt) -> tuple[str | None, frozenset[str]]:
    """Return the module that *node* imports from, and which of its names: `*` for all of them."""
    match node:
        case ast.ImportFrom(module=str(module), level=0, names=names):
            return module, frozenset(alias.name for alias in names)
        case ast.Import(names=names):
            return names[0].name, frozenset({"*"})
    return None, frozenset()


def _is_bound(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()


def _is_augmented(node: ast.stmt) -> bool:
    return isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)


def _is_stub(node: ast.AST) -> bool:
    return any(
        isinstance(inner, ast.Raise)
        and inner.exc is not None
        and "NotImplementedError" in ast.unparse(inner.exc)
        for inner in ast.walk(node)
    )


def _made(node: ast.stmt) -> Iterator[str]:
    """Yield what is defined, in the bodies of `if`, `try` and `with` as well, and names for such a one."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda()):
            yield name
        case ast.If() | ast.With():
            for inner in (*node.body, *getattr(node, "orelse", ())):
                yield from _made(inner)
        case ast.Try():
            handled = [inner for handler in node.handlers for inner in handler.body]
            for inner in (*node.body, *handled, *node.orelse, *node.finalbody):
                yield from _made(inner)


def _uses(table: symtable.SymbolTable) -> tuple[set[str], set[str]]:
    """Return the global names that are needed when the statement runs, and those needed later."""
    now: set[str] = set()
    later: set[str] = set()

    def visit(inner: symtable.SymbolTable, used: set[str], top: bool) -> None:
        for symbol in inner.get_symbols():
            if (top and symbol.is_referenced()) or (not top and symbol.is_global()):
                used.add(symbol.get_name())
        for child in inner.get_children():
            is_called = child.get_type() == "function" and child.get_name() not in _HERE
            visit(child, later if is_called else used, False)

    visit(table, now, True)
    return now, later


def _altered(node: ast.stmt) -> tuple[set[str], set[str]]:
    """Return the names of what *node* sets something in, and of what it calls a method of for its effect."""
    alters: set[str] = set()
    calls: set[str] = set()
    for inner in _at_once(node):
        match inner:
            case ast.Attribute(ctx=ast.Store()) | ast.Subscript(ctx=ast.Store()):
                alters.update(_root(inner))
            case ast.Call(func=ast.Name(id="setattr" | "delattr"), args=[first, *_]):
                alters.update(_root(first))
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner))):
                calls.update(_root(owner))
    if isinstance(node, ast.FunctionDef | ast.ClassDef):  # @add_to_class(Relu)
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call):
                alters.update(name for argument in decorator.args for name in _root(argument))
            calls.update(_root(decorator.func if isinstance(decorator, ast.Call) else decorator))
    if isinstance(node, ast.For) and isinstance(node.target, ast.Name) and node.target.id in alters:
        alters.update(n.id for n in ast.walk(node.iter) if isinstance(n, ast.Name))
    return alters, calls


def _at_once(node: ast.AST) -> Iterator[ast.AST]:
    """Yield *node* and what is below it, but nothing that a function or class in it holds."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(node, _INNER):
            yield from _at_once(child)


def _root(node: ast.AST) -> Iterator[str]:
    """Yield the name with which `name.a[0].b` begins."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id
