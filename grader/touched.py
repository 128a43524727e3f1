"""
Say which tasks an edit touches: those whose checks use a changed file, or one that imports it.

Errs on the side of too many, which costs a second; too few would leave a verdict that no longer holds.
Reads sources and runs nothing of them.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from grader.records import PlannedCheck

_ANYTHING = re.compile(rb"\b(import_module|__import__|exec|eval|open|runpy)\b")
_WORD = re.compile(r"[^\W\d]\w*")

Sources = Mapping[str, bytes]


def used_modules(source: bytes, modules: Collection[str]) -> frozenset[str]:
    """
    Return which of the student's *modules* the checks in *source* use, by the names that they spell.

    ``student.layers`` counts, the same of any other parameter of a function, and ``"layers"`` by itself.
    All of them where it spells none: then the student's code is used in a way that this cannot see.
    """
    tree = _tree(source)
    if tree is None:
        return frozenset(modules)
    parameters = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    spelt: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(name)):
                spelt.add(name)
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in parameters:
                spelt.add(name)
    return frozenset(modules) & spelt or frozenset(modules)


def reliance(
    plan: Iterable[PlannedCheck], used: Mapping[str, frozenset[str]], modules: Collection[str]
) -> dict[str, frozenset[str]]:
    """
    Return for each task the modules that its checks use.

    Args:
        plan: The checks.
        used: For each check the modules that its file uses, by its id.
        modules: All modules; a task of such a name, and one that a check names in `uses`, is about it.
    """
    found: dict[str, frozenset[str]] = {}
    for check in plan:
        own = frozenset(modules) & {check.task, *check.uses}
        found[check.task] = found.get(check.task, frozenset()) | own | used[check.id]
    return found


def importers(changed: Collection[str], files: Sources) -> frozenset[str]:
    """
    Return *changed* and those of *files* that import one of them, directly or through others.

    An import counts for every file that it might mean: ``from Layers import Base`` for `Layers.py`,
    `Base.py` and `Layers/__init__.py`. A file that cannot be read, or that may import by a name that it
    makes up, is believed to import all.
    """
    words = {path: _imported_words(source) for path, source in files.items()}
    reached, waiting = set(changed), list(changed)
    while waiting:
        name = _module(waiting.pop())
        for path, named in words.items():
            if path not in reached and (named is None or name in named):
                reached.add(path)
                waiting.append(path)
    return frozenset(reached)


def touched(
    changed: Collection[str],
    files: Sources,
    modules_in: Callable[[str], Collection[str]],
    relies: Mapping[str, frozenset[str]],
    plan: Iterable[PlannedCheck],
) -> list[str]:
    """
    Return the tasks to run again, those of the changed files themselves first.

    Args:
        changed: Paths of the files that have changed, come or gone.
        files: All files of the submission, those that have gone with what was in them.
        modules_in: Gives the modules of which something may be in a file.
        relies: As `reliance` makes it; its order is that of the tasks.
        plan: The checks: a task whose checks need another's is touched with that.
    """
    edited = {module for path in changed for module in modules_in(path)}
    affected = {module for path in importers(changed, files) for module in modules_in(path)}
    tasks = {task for task, modules in relies.items() if modules & affected}
    plan = list(plan)
    owners = {check.id: check.task for check in plan}
    needed = {(owners[need], check.task) for check in plan for need in check.needs if need in owners}
    while more := {later for first, later in needed if first in tasks} - tasks:
        tasks |= more
    return sorted(tasks, key=lambda task: (task not in edited, _place(task, relies)))


def _place(task: str, relies: Mapping[str, frozenset[str]]) -> int:
    order: Sequence[str] = [*relies]
    return order.index(task) if task in order else len(order)


def _module(path: str) -> str:
    """Return the last word of the name under which the file at *path* is imported."""
    pure = PurePosixPath(path)
    return pure.parent.name if pure.stem == "__init__" else pure.stem


def _imported_words(source: bytes) -> frozenset[str] | None:
    """Return every word in the imports of *source*; None where they do not say it all."""
    if _ANYTHING.search(source) or (tree := _tree(source)) is None:
        return None
    names: list[str] = []
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                names += [alias.name for alias in aliases]
            case ast.ImportFrom(module=None, names=[ast.alias(name="*")]):
                return None  # whatever lies beside it
            case ast.ImportFrom(module=module, names=aliases):
                names += [module or "", *(alias.name for alias in aliases)]
    return frozenset(word for name in names for word in _WORD.findall(name))


def _tree(source: bytes) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
