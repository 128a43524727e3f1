"""
Lay the statements of a notebook out as Python files that import one another. Pure text.

A file is made for each exercise that the notebook holds something of. What several files need lies in
a file of its own. Files that need each other in a circle become one, with the names of all of them, and the
others pass its names on: so each name means what it meant in the kernel.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from grader.cellscopes import Scopes
from grader.cellstatements import Statement

_HEADING = "# -*- coding: utf-8 -*-\n# Made from the code cells of a notebook.\n"
_PASSES_ON = '''\
"""Passes on the names of `{module}`: what they need of each other cannot lie in two files."""

import {module} as _cells

__all__ = {names!r}


def __getattr__(name):
    try:
        return getattr(_cells, name)
    except AttributeError:
        raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}") from None
'''


class Origin(NamedTuple):
    """Lines *first* to *last* of a file come from a cell, where the first of them is the line *line*."""

    first: int
    last: int
    cell: str
    line: int


@dataclass(frozen=True)
class Module:
    """The text of a file, and where its lines come from."""

    text: str
    origins: tuple[Origin, ...] = ()


def modules_of(scopes: Scopes, shared: str) -> dict[str, Module]:
    """
    Return the files that the statements of *scopes* give, by path.

    Args:
        scopes: The statements and what their names mean.
        shared: Stem of what files are called that no exercise names.
    """
    return _Layout(scopes, shared).modules()


class _Layout:
    """Which statement goes to which file; a *node* is a file before circles are closed."""

    def __init__(self, scopes: Scopes, shared: str) -> None:
        self._scopes = scopes
        self._shared = f"{shared}.py"
        self._kept = scopes.needed
        self._plain = [s for s in self._kept if self._has_place(s)]
        self._lying = frozenset(self._plain)
        self._used = frozenset(name for s in self._kept for name in s.now | s.later | s.alters)
        self._node = self._nodes()
        self._edges: dict[str, set[str]] = defaultdict(set)
        self._connect()
        self._file = self._files()

    def modules(self) -> dict[str, Module]:
        """Return each file with its text."""
        found = {}
        for path in sorted(set(self._file.values())):
            own = [s for s in self._plain if self._file[self._node[s]] == path]
            found[path] = self._written(path, own)
        for node, path in self._file.items():
            if node not in {path, self._shared}:
                names = sorted({n for s in self._plain if self._node[s] == node for n in s.binds})
                found[node] = Module(_PASSES_ON.format(module=_dotted(path), names=names))
        return found

    def _has_place(self, statement: Statement) -> bool:
        """Tell whether *statement* lies in one file; imports of no file and settings lie where they serve."""
        return self._scopes.home(statement) is not None or statement.kind not in {"import", "setting"}

    def _nodes(self) -> dict[Statement, str]:
        """Return the node of each statement: its home, or the only file that needs it, or the shared one."""
        needers: dict[Statement, set[str]] = defaultdict(set)
        for statement in self._plain:
            if home := self._scopes.home(statement):
                self._spread(statement, home, needers)
        nodes = {}
        for statement in self._plain:
            files = needers[statement]
            home = self._scopes.home(statement)
            nodes[statement] = home or (next(iter(files)) if len(files) == 1 else self._shared)
        return nodes

    def _spread(self, start: Statement, file: str, needers: dict[Statement, set[str]]) -> None:
        waiting = [start]
        while waiting:
            statement = waiting.pop()
            if file in needers[statement]:
                continue
            needers[statement].add(file)
            waiting += [s for s in self._linked(statement) if self._scopes.home(s) is None]

    def _linked(self, statement: Statement) -> Iterable[Statement]:
        """Yield what *statement* needs and what alters the things that it makes, imports left out."""
        for name in self._names(statement):
            meant = self._meaning(name, statement)
            yield from meant
            yield from (s for s in self._scopes.changes(name, meant) if s in self._lying)

    def _names(self, statement: Statement) -> frozenset[str]:
        """Return the names that tie *statement* to others: what it needs, and what is needed of it."""
        return statement.now | statement.later | (statement.binds & self._used)

    def _meaning(self, name: str, statement: Statement) -> list[Statement]:
        return [s for s in self._scopes.meaning(name, statement) if s in self._lying]

    def _connect(self) -> None:
        """Draw an edge to each node that is needed, and one back where the order of cells matters."""
        files = {_dotted(node): node for node in self._node.values()}
        for statement in self._plain:
            node = self._node[statement]
            if statement.module in files:
                self._edges[node].add(files[statement.module])
            for name in self._names(statement):
                meant = self._meaning(name, statement)
                others = {self._node[s] for s in meant}
                self._edges[node] |= others
                ordered = len(meant) > 1 and name in statement.now
                if ordered or name in statement.alters | statement.binds:
                    for other in others:
                        self._edges[other].add(node)

    def _files(self) -> dict[str, str]:
        """Return the path of the file for each node; nodes in a circle share one."""
        nodes = sorted(set(self._node.values()))
        reach = {node: self._reached(node) for node in nodes}
        paths: dict[str, str] = {}
        circles = 0
        for node in nodes:
            if node in paths:
                continue
            circle = [other for other in nodes if other in reach[node] and node in reach[other]] or [node]
            files = [other for other in circle if other != self._shared]
            path = files[0] if len(files) == 1 else self._shared
            if path == self._shared and self._shared not in circle:
                circles += 1
                path = f"{_dotted(self._shared)}_{circles + 1}.py"
            paths.update(dict.fromkeys(circle, path))
        return paths

    def _reached(self, node: str) -> set[str]:
        found: set[str] = set()
        waiting = [node]
        while waiting:
            for other in self._edges[waiting.pop()] - found:
                found.add(other)
                waiting.append(other)
        return found

    def _written(self, path: str, own: Sequence[Statement]) -> Module:
        """Return the text of the file at *path* with its *own* statements and the imports that these need."""
        imports: dict[Statement, None] = {s: None for s in self._kept if s.kind == "setting"}
        elsewhere: set[tuple[str, str]] = set()
        bound = {name for s in own for name in s.binds if s.kind != "import"}
        for statement in [*own, *imports]:
            for name in sorted(statement.now | statement.later):
                for found in self._scopes.meaning(name, statement):
                    if found in self._node:
                        if (file := self._file[self._node[found]]) != path and name not in bound:
                            elsewhere.add((_dotted(file), name))
                    elif found in self._kept:
                        imports[found] = None
        imports.update({s: None for s in self._kept if _serves_all(s)})
        first = [s for s in {**imports, **dict.fromkeys(own)} if s.kind == "import" and not s.binds & bound]
        rest = sorted({*imports, *own} - set(first), key=lambda s: s.place)
        distinct = {s.text.strip(): s for s in sorted(first, key=_import_order, reverse=True)}
        return _joined(list(distinct.values())[::-1], sorted(elsewhere), _in_order(rest))


def _serves_all(statement: Statement) -> bool:
    """Tell whether *statement* is for every file: a future of Python, or names that nobody knows."""
    return statement.kind == "import" and (statement.module == "__future__" or not statement.binds)


def _import_order(statement: Statement) -> tuple[bool, tuple[int, int]]:
    return statement.module != "__future__", statement.place


def _in_order(statements: Sequence[Statement]) -> list[Statement]:
    """Return *statements* in their order, but each behind what it cannot be run without."""
    makers: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        for name in statement.binds:
            makers[name].append(statement)
    done: dict[Statement, None] = {}

    def place(statement: Statement, above: frozenset[Statement]) -> None:
        for name in sorted(statement.now):
            known = makers.get(name, [])
            is_there = any(maker in done or maker is statement for maker in known)
            if known and not is_there and known[0] not in above:
                place(known[0], above | {statement})
        done[statement] = None

    for statement in statements:
        if statement not in done:
            place(statement, frozenset({statement}))
    return list(done)


def _joined(
    first: Sequence[Statement], elsewhere: Sequence[tuple[str, str]], rest: Sequence[Statement]
) -> Module:
    """Write imports, names from other files, then the other statements under the names of their cells."""
    lines = _HEADING.split("\n")[:-1]
    origins = []
    cell = ""
    for statement in [*first, None, *rest]:
        if statement is None:
            lines += [f"from {module} import {name}" for module, name in elsewhere]
            cell = ""
            continue
        if statement.label != cell:
            lines += ["", "", f"# {statement.label}"]
            cell = statement.label
        own = statement.text.rstrip("\n").split("\n")
        if not statement.broken:  # its text is ours
            origins.append(Origin(len(lines) + 1, len(lines) + len(own), cell, statement.place[1]))
        lines += own
    return Module("\n".join(lines) + "\n", tuple(origins))


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
