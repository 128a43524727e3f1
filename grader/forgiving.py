"""
Rewrite a module so that an import which fails at its top costs nothing until it is needed. Pure syntax.

Knows no files and no modules: it is told what can be imported.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Collection, Iterable

STAND_IN = "__absent__"
"""Called by rewritten modules as ``__absent__(name, line)``, or with the error of an import that failed."""

Importing = ast.Import | ast.ImportFrom

_IMPORT = re.compile(r"(?:^|;)[ \t\f]*(?:import|from)\b(.*)", re.MULTILINE)
"""Where a line begins or a semicolon stands there may be an import, or the same words in a text."""
_ONE = re.compile(r"[ \t]+([\w.]+)(?:[ \t]+as[ \t]+\w+|[ \t]+import\b[^;]*)?[ \t]*(?:#.*)?")


def nothing_to_forgive(source: str, importable: Callable[[str], bool]) -> bool:
    """
    Tell, without parsing it, whether `forgive` would leave the module *source* as it is.

    False may mean that only parsing can tell. Line ends are as Python's own reading of files makes them.
    """
    for found in _IMPORT.finditer(source):
        one = _ONE.fullmatch(found[1])
        if one is None or not (one[1].startswith(".") or _stays(one[1], importable)):
            return False
    return True


def forgive(tree: ast.Module, importable: Callable[[str], bool]) -> None:
    """
    Bind stand-ins where imports at the top of *tree* fail, as long as nothing needs what they import.

    What is not *importable* is not even tried. An import from the standard library is tried, and may
    fail: `asyncio.windows_events`, or `turtle` without a screen. Of what is not importable, annotations
    and statements that only set something, such as `matplotlib.use("Agg")`, are left out.
    """
    body: list[ast.stmt] = []
    absent: set[str] = set()
    stand_ins: list[ast.stmt] = []
    for node in tree.body:
        for single in _singles(node):
            if not isinstance(single, Importing) or _is_plain(single, importable):
                body.append(single)
            elif importable(_module(single)):
                body.append(_tried(single))
            else:
                absent.update(_bound(alias) for alias in single.names)
                stand_ins.append(_bindings(single, ""))
                body.append(stand_ins[-1])
    if absent:
        absent -= _stored(node for node in body if node not in stand_ins)
        body = [ast.copy_location(ast.Pass(), node) if _only_sets(node, absent) else node for node in body]
    tree.body = body
    if absent:
        _leave_out_annotations(tree, absent)


def _singles(node: ast.stmt) -> list[ast.stmt]:
    """Return *node*, or one import for each name where it imports several that fail one by one."""
    match node:
        case ast.Import(names=names):
            return [ast.copy_location(ast.Import(names=[alias]), node) for alias in names]
        case ast.ImportFrom(module=str(module), names=names, level=0) if _is_standard(module):
            parts = [ast.ImportFrom(module=module, names=[alias], level=0) for alias in names]
            return [ast.copy_location(part, node) for part in parts]
    return [node]


def _is_standard(module: str) -> bool:
    top = module.partition(".")[0]
    return top in sys.stdlib_module_names and top != "__future__"


def _is_plain(node: Importing, importable: Callable[[str], bool]) -> bool:
    """Return whether *node* stays as it is: a star has no names to bind, and own files must not fail."""
    if isinstance(node, ast.ImportFrom) and (node.level or node.names[0].name == "*"):
        return True
    return _stays(_module(node), importable)


def _stays(module: str, importable: Callable[[str], bool]) -> bool:
    """Return whether an import from *module* stays as it is: what is standard is tried first."""
    return importable(module) and not _is_standard(module)


def _module(node: Importing) -> str:
    return node.names[0].name if isinstance(node, ast.Import) else node.module or ""


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _bindings(node: Importing, error: str) -> ast.stmt:
    """Return a statement that binds a stand-in to each name of *node*."""
    name = _module(node)
    calls = [f"{_bound(alias)} = {STAND_IN}({name!r}, {node.lineno}{error})" for alias in node.names]
    block = ast.If(test=ast.Constant(value=True), body=list(ast.parse("; ".join(calls)).body), orelse=[])
    for part in ast.walk(block):
        ast.copy_location(part, node)
    return block


def _tried(node: Importing) -> ast.stmt:
    """Return a statement that tries *node*, and binds stand-ins where that fails."""
    caught = "__import_error__"
    handler = ast.ExceptHandler(
        type=ast.Name(id="ImportError", ctx=ast.Load()), name=caught, body=[_bindings(node, f", {caught}")]
    )
    attempt = ast.Try(body=[node], handlers=[handler], orelse=[], finalbody=[])
    return ast.fix_missing_locations(ast.copy_location(attempt, node))


def _stored(nodes: Iterable[ast.stmt]) -> set[str]:
    """Return each name that *nodes* bind anywhere, in whatever way."""
    found: set[str] = set()
    for node in (part for each in nodes for part in ast.walk(each)):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                found.add(name)
            case ast.alias():
                found.add(_bound(node))
            case ast.MatchMapping(rest=str(name)):
                found.add(name)
            case _ if isinstance(own := getattr(node, "name", None), str):
                found.add(own)
    return found


def _only_sets(node: ast.stmt, absent: Collection[str]) -> bool:
    """Return whether *node* does nothing but call or set something of what is *absent*."""
    match node:
        case ast.Expr(value=ast.Call() as call):
            targets: list[ast.expr] = [call]
        case ast.Assign(targets=targets):
            pass
        case _:
            return False
    if not all(not isinstance(target, ast.Name) and _root(target) in absent for target in targets):
        return False
    effects = (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)
    return not any(
        isinstance(part, effects) or (isinstance(part, ast.Call) and _root(part) not in absent)
        for part in ast.walk(node)
    )


def _root(node: ast.expr) -> str:
    """Return the name with which *node* begins: `plt` of `plt.figure().add_axes`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _leave_out_annotations(tree: ast.Module, absent: Collection[str]) -> None:
    """Drop annotations that name what is *absent*; people read them, not the checks."""
    for node in ast.walk(tree):
        match node:
            case ast.arg(annotation=ast.expr() as told) | ast.AnnAssign(annotation=told):
                if _names(told, absent):
                    node.annotation = ast.copy_location(ast.Constant(value=None), told)
            case (
                ast.FunctionDef(returns=ast.expr() as told) | ast.AsyncFunctionDef(returns=ast.expr() as told)
            ):
                if _names(told, absent):
                    node.returns = None


def _names(told: ast.expr, absent: Collection[str]) -> bool:
    return any(isinstance(part, ast.Name) and part.id in absent for part in ast.walk(told))
