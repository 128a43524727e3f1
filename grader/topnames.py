"""Which names the statements at the top of a file define and use. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from grader.cutting import tree_of
from grader.trimming import is_string

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_LONGEST_ANNOTATION = 500


def is_private(name: str) -> bool:
    """Tell whether *name* is no part of a module's interface; ``__all__`` is."""
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


def bound_names(body: Iterable[ast.AST], *, into_classes: bool = False) -> frozenset[str]:
    """Return what *body* defines, also in branches and loops; ``*`` for a star import."""
    return frozenset(name for node in body for name in _bound(node, into_classes))


def _bound(node: ast.AST, into_classes: bool) -> Iterator[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield node.name
            return
        case ast.ClassDef():
            yield node.name
            if not into_classes:
                return
        case ast.Lambda():
            return
        case ast.Import() | ast.ImportFrom():
            yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
        case ast.Name(ctx=ast.Store()):
            yield node.id
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
    for child in ast.iter_child_nodes(node):
        yield from _bound(child, into_classes)


def used_names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """
    Return the names that *nodes* refer to, wherever in them.

    So do strings that are expressions: annotations, ``__all__``, ``TypeVar("T", bound="Layer")``. Strings
    alone, such as docstrings, refer to nothing. A local variable counts as the name that it hides.
    """
    return frozenset(name for node in nodes for name in _used(node))


def _used(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Expr() if is_string(node):
            return
        case ast.Name(ctx=ast.Load() | ast.Del()):
            yield node.id
        case ast.AugAssign(target=ast.Name(id=name)):
            yield name
        case ast.Global(names=names):
            yield from names
        case ast.Constant(value=str(text)):
            yield from _named_in(text)
    for child in ast.iter_child_nodes(node):
        yield from _used(child)


def _named_in(text: str) -> Iterator[str]:
    if not text.strip() or len(text) > _LONGEST_ANNOTATION:
        return
    try:
        tree = tree_of(f"({text})")
    except (SyntaxError, ValueError):
        return
    yield from _used(tree)


def import_time_names(node: ast.AST, module: ast.Module) -> frozenset[str]:
    """Return what has to be defined when *node* is executed: decorators and defaults, but no bodies."""
    lazy = any(
        isinstance(each, ast.ImportFrom)
        and each.module == "__future__"
        and any(alias.name == "annotations" for alias in each.names)
        for each in module.body
    )
    return frozenset(_needed(node, lazy))


def _needed(node: ast.AST, lazy: bool) -> Iterator[str]:
    children: list[ast.AST | None]
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            arguments += [each for each in (node.args.vararg, node.args.kwarg) if each]
            children = [*node.decorator_list, *node.args.defaults, *node.args.kw_defaults]
            children += [] if lazy else [node.returns, *(each.annotation for each in arguments)]
        case ast.Lambda():
            children = [*node.args.defaults, *node.args.kw_defaults]
        case ast.AnnAssign() if lazy:
            children = [node.target, node.value]
        case ast.Name(ctx=ast.Load()):
            yield node.id
            return
        case _:
            children = list(ast.iter_child_nodes(node))
    for child in children:
        if child is not None:
            yield from _needed(child, lazy)
