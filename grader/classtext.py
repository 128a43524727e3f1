"""Read the source of a class, so that it can be made elsewhere. Runs nothing and knows no student."""

from __future__ import annotations

import builtins
import functools
import inspect
import linecache
import re
import symtable
from collections.abc import Iterator

from grader.errors import ConfigError

THERE = frozenset({"np", "__name__", *dir(builtins)})
"""The names that a class finds where it is made."""


@functools.cache
def source_of(kind: type) -> str:
    """
    Return the source of *kind* and, before it, of the classes of its file that it is derived from.

    Raises:
        ConfigError: It does not stand at the top level of a file, has a decorator, or uses a name that
            is not `THERE`.
    """
    own = [each for each in reversed(kind.__mro__) if each.__module__ == kind.__module__]
    source = "\n\n".join(_block(each) for each in own)
    table = symtable.symtable(source, f"<{kind.__name__}>", "exec")
    strange = set(_globals(table)) - THERE - {each.__name__ for each in own}
    if strange:
        names = ", ".join(sorted(strange))
        raise ConfigError(f"{_place(kind)}: a class that is made elsewhere finds np there, but not {names}")
    return source


def _block(kind: type) -> str:
    """Return the lines of one class."""
    lines = linecache.getlines(inspect.getfile(kind))
    opening = re.compile(rf"class {kind.__name__}\b")
    starts = [number for number, line in enumerate(lines) if opening.match(line)]
    if len(starts) != 1 or kind.__qualname__ != kind.__name__:
        raise ConfigError(f"{_place(kind)}: must be a class at the top level of its file, and the only one")
    if starts[0] and lines[starts[0] - 1].startswith(("@", ")")):
        raise ConfigError(f"{_place(kind)}: a class that is made elsewhere must have no decorator")
    return "".join(inspect.getblock(lines[starts[0] :]))


def _globals(table: symtable.SymbolTable) -> Iterator[str]:
    """Yield the names that a piece of source takes from around it or from Python."""
    if table.get_type() != "module":
        yield from (symbol.get_name() for symbol in table.get_symbols() if symbol.is_global())
    for inner in table.get_children():
        yield from _globals(inner)


def _place(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
