"""Drop what only solutions used: imports and private helpers at the top of a file. Pure."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from grader.cutting import Cut, Line, cut, parse
from grader.errors import ConfigError
from grader.topnames import bound_names, import_time_names, is_private, used_names
from grader.trimming import extent, without_names

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_Assignment = ast.Assign | ast.AnnAssign | ast.AugAssign
_Import = ast.Import | ast.ImportFrom
_Branching = ast.If | ast.Try | ast.TryStar


@dataclass(frozen=True)
class _Leaf:
    """
    A statement at the top of a file, or one name of an import.

    Attributes:
        node: The statement.
        alias: Which name of an import; None for other statements.
        binds: What it defines.
        uses: What it, or an ``if`` or ``try`` around it, refers to.
        loose: Whether it may go when nothing uses it.

    The statement and the alias alone tell leaves apart.
    """

    node: ast.stmt
    alias: ast.alias | None
    binds: frozenset[str] = field(compare=False)
    uses: frozenset[str] = field(compare=False)
    loose: bool = field(compare=False)


@dataclass(frozen=True)
class _Header:
    """The ``if`` or ``try`` around statements: its line, what it uses, and the names imported under it."""

    line: int
    uses: frozenset[str]
    imported: frozenset[str]


_TOP = _Header(0, frozenset(), frozenset())


def without_orphans(
    original: ast.Module, lines: Sequence[Line], name: str, keep: frozenset[str] = frozenset()
) -> list[Line]:
    """
    Return *lines* without the imports and private helpers that only what was cut out used.

    What nothing used in *original* either stays, as do public names, names in *keep*, star imports, and
    definitions with a given or a cut-out line in them.

    Args:
        original: The file with its solutions.
        lines: The file without them.
        name: What faults call the file.
        keep: Names that stay.

    Raises:
        ConfigError: What is left needs, at its import or in ``__all__``, a name that was cut out.
    """
    tree = parse(lines, name)
    _demand_names(original, tree, lines, name)
    stayed = {line.origin for line in lines}
    before = list(_leaves(original.body))
    used = _used(before, lambda leaf: not leaf.loose or leaf.node.lineno not in stayed)

    def rooted(leaf: _Leaf) -> bool:
        span = lines[leaf.node.lineno - 1 : leaf.node.end_lineno]
        chosen = any(line.given or line.slot for line in span)
        return not leaf.loose or chosen or bool(leaf.binds & keep) or not leaf.binds & used

    roots = {leaf for leaf in _leaves(tree.body) if rooted(leaf)}
    gone = _gone(tree.body, roots)
    result = cut(lines, _cuts(tree.body, gone, lines))
    parse(result, name)
    return result


def _gone(body: Sequence[ast.stmt], roots: set[_Leaf]) -> set[_Leaf]:
    """Return the leaves that nothing needs; one stays where a branch would be empty without it."""
    leaves = set(_leaves(body))
    while True:
        needed = _used(leaves, roots.__contains__)
        gone = {leaf for leaf in leaves - roots if not leaf.binds & needed}
        holding = {leaf for branch in _emptied(body, gone) for leaf in _leaves(branch)}
        if not holding:
            return gone
        roots = roots | holding


def _used(leaves: Iterable[_Leaf], is_root: Callable[[_Leaf], bool]) -> set[str]:
    """Return the names that the roots use, and what defines these uses, and so on."""
    binding: dict[str, list[_Leaf]] = {}
    for leaf in leaves:
        for bound in leaf.binds:
            binding.setdefault(bound, []).append(leaf)
    names: set[str] = set()
    waiting = [leaf for leaf in leaves if is_root(leaf)]
    while waiting:
        fresh = waiting.pop().uses - names
        names |= fresh
        waiting += [leaf for each in fresh for leaf in binding.get(each, ())]
    return names


def _leaves(body: Sequence[ast.stmt], header: _Header = _TOP) -> Iterator[_Leaf]:
    """List the leaves of *body*, which stands under *header*."""
    lines = [header.line, *(number for node in body for number in {node.lineno, node.end_lineno})]
    for node in body:
        alone = lines.count(node.lineno) == 1 == lines.count(node.end_lineno or 0)
        if isinstance(node, _Branching):
            inner = _header(node, header)
            for branch in _branches(node):
                yield from _leaves(branch, inner)
        elif isinstance(node, _Import):
            for alias in node.names:
                binds = bound_names([ast.Import([alias])])
                loose = alone and alias.name != "*" and getattr(node, "module", "") != "__future__"
                yield _Leaf(node, alias, binds, header.uses, loose)
        elif not isinstance(node, ast.Pass):
            binds = bound_names([node])
            private = all(map(is_private, binds)) and _is_definition(node)
            loose = alone and bool(binds) and (private or _is_substitute(node, binds, header))
            yield _Leaf(node, None, binds, header.uses | used_names([node]), loose)


def _is_definition(node: ast.stmt) -> bool:
    """Tell whether *node* defines names and does nothing else, such as filling an entry of a table."""
    if isinstance(node, _Assignment):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        inner = [part for target in targets for part in ast.walk(target)]
        return not any(isinstance(part, ast.Attribute | ast.Subscript) for part in inner)
    return isinstance(node, _Definition) or type(node).__name__ == "TypeAlias"  # since Python 3.12


def _is_substitute(node: ast.stmt, binds: frozenset[str], header: _Header) -> bool:
    """Tell whether *node* is the ``numba = None`` of an import that may fail."""
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and binds <= header.imported


def _header(node: ast.If | ast.Try | ast.TryStar, outer: _Header) -> _Header:
    asked = [node.test] if isinstance(node, ast.If) else [each.type for each in node.handlers if each.type]
    statements = [each for branch in _branches(node) for each in branch]
    imported = bound_names(each for each in statements if isinstance(each, _Import))
    return _Header(node.lineno, outer.uses | used_names(asked), outer.imported | imported)


def _branches(node: ast.If | ast.Try | ast.TryStar) -> list[list[ast.stmt]]:
    branches = [node.body, node.orelse]
    if not isinstance(node, ast.If):
        branches += [*(handler.body for handler in node.handlers), node.finalbody]
    return [branch for branch in branches if branch]


def _vanishes(node: ast.stmt, gone: set[_Leaf]) -> bool:
    return isinstance(node, ast.Pass) or gone.issuperset(_leaves([node]))


def _emptied(body: Sequence[ast.stmt], gone: set[_Leaf]) -> Iterator[list[ast.stmt]]:
    """List the branches that would lose all their statements while their ``if`` or ``try`` stays."""
    for node in body:
        if isinstance(node, _Branching) and not _vanishes(node, gone):
            for branch in _branches(node):
                if all(_vanishes(each, gone) for each in branch) and any(_leaves(branch)):
                    yield branch
                yield from _emptied(branch, gone)


def _cuts(body: Sequence[ast.stmt], gone: set[_Leaf], lines: Sequence[Line]) -> Iterator[Cut]:
    for node, follower in zip_longest(body, body[1:]):
        leaves = list(_leaves([node]))
        if leaves and gone.issuperset(leaves):
            yield Cut(*extent(lines, node, follower))
        elif isinstance(node, _Branching):
            for branch in _branches(node):
                yield from _cuts(branch, gone, lines)
        elif isinstance(node, _Import) and (names := [leaf.alias for leaf in leaves if leaf in gone]):
            instead = without_names(lines, node, [alias for alias in names if alias])
            yield Cut(node.lineno, node.end_lineno or node.lineno, instead)


def _demand_names(original: ast.Module, tree: ast.Module, lines: Sequence[Line], name: str) -> None:
    """Refuse definitions and ``__all__`` that fail at import because a solution defines what they need."""
    present = bound_names(tree.body, into_classes=True)
    if "*" in present:
        return
    lost = bound_names(original.body) - present
    for node in tree.body:
        where = f"{name}:{lines[node.lineno - 1].origin}:"
        if isinstance(node, _Definition):
            for needed in sorted(import_time_names(node, tree) & lost):
                raise ConfigError(f"{where} {node.name!r} needs {needed!r}, which only a solution defines")
        if isinstance(node, _Assignment) and "__all__" in bound_names([node]):
            for needed in sorted(used_names([node]) & lost):
                raise ConfigError(
                    f"{where} __all__ names {needed!r}, which only a solution defines: "
                    f"let that block add it by __all__ += [{needed!r}]"
                )
