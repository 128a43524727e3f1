"""
Tell whether the checks of a file hang on nothing but what they are given and what is answered.

Reads the file and runs nothing of it. In doubt they do hang on more: then they are only run more often.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

_CLOSED = frozenset(
    (
        *("__future__", "abc", "cmath", "collections", "contextlib", "copy", "dataclasses", "decimal"),
        *("enum", "fractions", "functools", "grader", "inspect", "itertools", "json", "math", "numbers"),
        *("numpy", "operator", "pytest", "re", "string", "sys", "textwrap", "types", "typing", "warnings"),
    )
)
"""Modules that tell a check nothing but what follows from what it gives them."""
_OPEN = frozenset({"__import__", "breakpoint", "eval", "exec", "globals", "input", "open"})
_CHANGES = frozenset(
    (
        *("add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem", "popleft"),
        *("remove", "reverse", "setdefault", "sort", "subtract", "update"),
    )
)
"""Methods that change what Python has to keep things in."""
_BODIES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def is_selfcontained(path: Path) -> bool:
    """Tell whether checks in the file at *path* can learn of no clock, no other file and no other check."""
    tree = ast.parse(path.read_bytes())
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return _imported(tree) <= _CLOSED and not used & _OPEN and not _keeps_things(tree)


def _imported(tree: ast.Module) -> set[str]:
    """Return the packages that are imported anywhere; one beside the file is a name of its own, or empty."""
    found = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("" if node.level else (node.module or "").partition(".")[0])
    return found


def _keeps_things(tree: ast.Module) -> bool:
    """Tell whether a function may change what stands at the top of its file, for another check to find."""
    above = {
        name.id
        for part in tree.body
        if not isinstance(part, _BODIES)
        for name in ast.walk(part)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }
    return any(
        isinstance(node, ast.Global) or not above.isdisjoint(_changed(node))
        for part in ast.walk(tree)
        if isinstance(part, _BODIES)
        for node in ast.walk(part)
    )


def _changed(node: ast.AST) -> Iterator[str]:
    """Give the name of what is changed in place by *node*, if that has one."""
    changed: ast.AST | None = None
    if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
        changed = node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        changed = node.func.value if node.func.attr in _CHANGES else None
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "next":
        changed = node.args[0] if node.args else None
    while isinstance(changed, ast.Subscript | ast.Attribute):
        changed = changed.value
    if isinstance(changed, ast.Name):
        yield changed.id
