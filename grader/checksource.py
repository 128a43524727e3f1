"""
Tell when a check has changed: digest its source together with all that it uses in its file.

Comments and blank lines do not count. Reads syntax trees and runs nothing.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Definition = ast.stmt

_OF_PYTEST = ("pytest", "setup", "teardown", "setUp", "tearDown", "__")
_HARMLESS = ("fixture", "dataclass", "cache", "lru_cache", "contextmanager")
_LOOKING_UP = frozenset(
    {"globals", "locals", "vars", "eval", "exec", "getfixturevalue", "modules", "__dict__"}
)
"""Words by which a check may come to a definition whose name it does not say."""


@dataclass(frozen=True)
class CheckPlace:
    """Where a check stands: the path of its file, and the name of its function without `test_`."""

    file: str
    function: str


def check_digests(sources: Mapping[str, bytes], places: Mapping[str, CheckPlace]) -> dict[str, str]:
    """
    Return a digest for each check, equal as long as neither it nor what it uses has changed.

    It covers the check's function, every definition of its file that this leads to (a fixture's name
    counts wherever it is a parameter), statements that are no definitions, and fixtures that pytest
    uses by itself. A check that is not found, in a file made by a program, say, is as its whole file.

    Args:
        sources: Each file's content by its path.
        places: Where each check stands, by its id.
    """
    files = {path: _File(content) for path, content in sources.items()}
    return {check: files[place.file].digest(place.function) for check, place in places.items()}


class _File:
    """The definitions of one file of checks, and which of them lead to which."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        tree = ast.parse(content)
        self._definitions: dict[str, list[Definition]] = {}
        self._always: list[Definition] = []
        self._methods = {
            node.name
            for statement in tree.body
            if isinstance(statement, ast.ClassDef)
            for node in ast.walk(statement)
            if isinstance(node, ast.FunctionDef)
        }
        for statement in tree.body:
            names = set(_defined(statement))
            for name in names:
                self._definitions.setdefault(name, []).append(statement)
            if not names or _is_used_anyway(statement):
                self._always.append(statement)

    def digest(self, function: str) -> str:
        """Return the digest of the check whose function has this name, with or without `test_`."""
        names = [f"test_{function}", *([function] if function.startswith("test") else [])]
        name = next((name for name in names if name in self._definitions), None)
        if name is None or not self._methods.isdisjoint(names):
            return hashlib.sha256(self._content).hexdigest()
        reached = self._reached([*self._definitions[name], *self._always])
        if any(_LOOKING_UP & set(_words(statement)) for statement in reached):
            return hashlib.sha256(self._content).hexdigest()
        return _digest_of([*self._always, *reached])

    def _reached(self, statements: Iterable[Definition]) -> list[Definition]:
        """Return *statements* and all definitions that they lead to, in an order that is always the same."""
        found: dict[Definition, None] = dict.fromkeys(statements)
        waiting = list(found)
        while waiting:
            for word in sorted(set(_words(waiting.pop())) & self._definitions.keys()):
                for definition in self._definitions[word]:
                    if definition not in found:
                        found[definition] = None
                        waiting.append(definition)
        return sorted(found, key=lambda statement: statement.lineno)


def _defined(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement at the top of a file gives a value."""
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in aliases)
        case ast.Assign(targets=targets):
            yield from (
                node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)
            )
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.AugAssign(target=ast.Name(id=name)):
            yield name


def _is_used_anyway(statement: ast.stmt) -> bool:
    """Tell whether a definition has an effect, on pytest or on others, although nothing leads to it."""
    decorators = [ast.dump(each) for each in getattr(statement, "decorator_list", [])]
    names = set(_defined(statement))
    targets = [target for each in getattr(statement, "targets", []) for target in ast.walk(each)]
    return (
        any("autouse" in each for each in decorators)
        or any(name == "*" or name.startswith(_OF_PYTEST) for name in names)
        or any(isinstance(each, ast.Attribute | ast.Subscript) for each in targets)
        or not (any(name.startswith("test") for name in names) or all(map(_is_harmless, decorators)))
    )


def _is_harmless(decorator: str) -> bool:
    """Tell whether a decorator, as a dumped tree, is known to enter what it decorates nowhere."""
    return any(f"'{word}'" in decorator for word in _HARMLESS)


def _words(statement: ast.stmt) -> Iterator[str]:
    """Yield all words by which a statement may mean a definition: names, parameters, texts that are names."""
    for node in ast.walk(statement):
        match node:
            case (
                ast.Name(id=word)
                | ast.arg(arg=word)
                | ast.Constant(value=str(word))
                | ast.Attribute(attr=word)
            ):
                yield word


def _digest_of(statements: Iterable[ast.stmt]) -> str:
    digest = hashlib.sha256()
    for statement in dict.fromkeys(statements):
        digest.update(ast.dump(statement).encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()
