"""Find out which statements of a notebook the exercises need, and what each name in them means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from grader.cellstatements import Statement

_ALIAS = re.compile(r"(?:^\s*#.*\n)*^\s*\w+\s*=\s*([^\W\d]\w*)\s*(?:#.*)?$", re.MULTILINE)
KERNEL = ""
"""The space of all cells that name no file; a file that cells name is a space of its own."""


class Scopes:
    """
    The statements of a notebook's cells, in order, with the names that they share.

    In a notebook all names are in one space. Cells that name their file know their own names first, then
    those of cells that name none, then those of other files: two files may have helpers of one name.

    Args:
        statements: In the order of the cells.
        names: Which classes and functions a file is to define, by its path.
    """

    def __init__(self, statements: Sequence[Statement], names: Mapping[str, Iterable[str]]) -> None:
        self._owner = _owners(names)
        self._named = {s.file: None for s in statements if s.file}
        made = {name for s in statements for name in s.makes}
        self._aliases = {s for s in statements if _alias_of(s) in made or self._is_only_assigned(s, made)}
        self.statements = [s for s in statements if not self._takes_from_itself(s, made)]
        self._bound: dict[tuple[str, str], list[Statement]] = defaultdict(list)
        self._altering: dict[str, list[Statement]] = defaultdict(list)
        for statement in self.statements:
            for name in statement.binds:
                self._bound[self.space(statement), name].append(statement)
            for name in statement.alters | statement.calls:
                self._altering[name].append(statement)

    def home(self, statement: Statement) -> str | None:
        """Return the file that *statement* belongs to: its cell says so, or a name that it defines."""
        if statement.file:
            return statement.file
        if statement.kind == "import":
            return None
        return next(
            (self._owner[name] for name in sorted(self._made(statement)) if name in self._owner), None
        )

    def space(self, statement: Statement) -> str:
        """Return the space of the names that *statement* binds."""
        home = self.home(statement)
        return home if home in self._named and home else KERNEL

    def meaning(self, name: str, statement: Statement) -> list[Statement]:
        """Return the statements that give *name* the value which *statement* finds, in their order."""
        own = self.space(statement)
        for space in dict.fromkeys([own, KERNEL, *reversed(self._named)]):
            if bound := self._bound.get((str(space), name)):
                return self._counting(name, bound)
        return []

    def changes(self, name: str, meant: Sequence[Statement]) -> list[Statement]:
        """Return the statements that alter the object called *name* which the statements *meant* make."""
        is_made = any(s.makes or s.kind == "import" for s in meant)
        return [
            s
            for s in self._altering.get(name, ())
            if name in s.alters or not is_made
            if any(found in meant for found in self.meaning(name, s))
        ]

    @cached_property
    def needed(self) -> list[Statement]:
        """Return the statements that count: definitions that a file is to have, and all that these need."""
        found: set[Statement] = set()
        waiting = [s for s in self.statements if self._is_root(s)]
        while waiting:
            statement = waiting.pop()
            if statement in found:
                continue
            found.add(statement)
            for name in statement.now | statement.later:
                meant = self.meaning(name, statement)
                waiting += [*meant, *self.changes(name, meant)]
            for name in statement.binds:
                waiting += self.changes(name, [statement])
        return self._alive([s for s in self.statements if s in found])

    def _made(self, statement: Statement) -> frozenset[str]:
        return statement.makes | (statement.binds if statement in self._aliases else frozenset())

    def _counting(self, name: str, bound: Sequence[Statement]) -> list[Statement]:
        """Leave out what only uses the name of a definition again, and what is broken and right elsewhere."""
        made = [s for s in bound if name in self._made(s)]
        right = [s for s in made if not (s.broken or s.stub)]
        return [s for s in made if not (right and s.broken)] or list(bound)

    def _is_root(self, statement: Statement) -> bool:
        home = self.home(statement)
        if statement.kind == "setting":
            return True
        if statement.kind == "import":
            return home is not None or statement.module == "__future__" or not statement.binds
        if home is None:
            return False
        if any(statement in self.meaning(name, statement) for name in self._made(statement)):
            return True
        return bool(statement.file) and bool(statement.binds & self._taken.get(_dotted(home), set()))

    @cached_property
    def _taken(self) -> dict[str, set[str]]:
        """Return the names that imports take from each module; of a module as a whole, all of its names."""
        taken: dict[str, set[str]] = defaultdict(set)
        for statement in self.statements:
            if statement.module:
                taken[statement.module] |= statement.takes
        for file in self._named:
            if "*" in taken.get(_dotted(str(file)), ()):
                taken[_dotted(str(file))] |= {n for s in self.statements if s.file == file for n in s.binds}
        return taken

    def _is_only_assigned(self, statement: Statement, made: set[str]) -> bool:
        """Tell whether *statement* is all there is of a name wanted: ``one_hot = np.vectorize(pick)``."""
        wanted = statement.binds & set(self._owner)
        return statement.kind == "assignment" and bool(wanted) and not (wanted & made)

    def _takes_from_itself(self, statement: Statement, made: set[str]) -> bool:
        """Tell whether *statement* imports what the notebook itself defines, as there is no file yet."""
        files = {_dotted(file) for file in self._owner.values()}
        if statement.kind != "import" or statement.file or statement.module not in files:
            return False
        return statement.takes <= (made | {"*"}) and not statement.text.lstrip().startswith("import")

    def _alive(self, statements: list[Statement]) -> list[Statement]:
        """Leave out definitions that another one of the name follows before anything could use them."""
        kept = statements
        while dead := self._replaced(kept):
            kept = [s for s in kept if s not in dead]
        return kept

    def _replaced(self, statements: list[Statement]) -> set[Statement]:
        kept, dead = frozenset(statements), set[Statement]()
        for (_, name), bound in self._bound.items():
            made = [s for s in bound if s in kept and s.makes == {name} and not s.alters]
            for earlier, later in pairwise(made):
                between = (s for s in statements if earlier.place < s.place <= later.place)
                if not any(name in s.now | s.alters for s in between):
                    dead.add(earlier)
        return dead


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _alias_of(statement: Statement) -> str | None:
    """Return the name of which *statement* makes another one: ``ReLU = Relu``."""
    if statement.kind != "assignment" or len(statement.binds) != 1:
        return None
    found = _ALIAS.fullmatch(statement.text)
    return found[1] if found else None


def _owners(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the file of each name that belongs to one file alone."""
    files: dict[str, list[str]] = defaultdict(list)
    for file, defined in names.items():
        for name in defined:
            files[name].append(file)
    return {name: found[0] for name, found in files.items() if len(found) == 1}
