"""
The judge's view of a student's objects: stand-ins that forward every use.

Knows not how a use is carried out: a session does that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from grader import faults, wire

_ITEMS_AT_ONCE = 64
_MAX_ITEMS = 1_000_000


class Session(Protocol):
    """Carries out uses of a student's objects."""

    def do(self, operation: list[Any], label: str) -> Any:
        """Run one operation now, or queue it."""
        ...

    def run(self, operations: list[list[Any]], labels: list[str]) -> list[Any]:
        """Run a program now and return the value of each operation."""
        ...


class Remote:
    """Stands for one object of the student's; every use is forwarded."""

    __slots__ = ("_handle", "_label", "_session")
    __array_ufunc__ = None  # array + remote is the remote's affair, not one addition per entry

    _handle: wire.Handle
    _label: str
    _session: Session

    def __init__(self, session: Session, handle: wire.Handle, label: str) -> None:
        object.__setattr__(self, "_session", session)
        object.__setattr__(self, "_handle", handle)
        object.__setattr__(self, "_label", label)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self._handle.methods:
            return RemoteMethod(self, name)
        return self._session.do(["get", self, name], f"{self._label}.{name}")

    def __setattr__(self, name: str, value: object) -> None:
        self._session.do(["set", self, name, value], f"{self._label}.{name}")

    def __call__(self, *args: object, **keywords: object) -> Any:
        """Call the student's object itself."""
        return self._session.do(["call", self, None, list(args), keywords], self._label)

    def __iter__(self) -> Iterator[Any]:
        number = self._ask("iterate", self)
        taken = 0
        while True:
            items = self._ask("items", number, _ITEMS_AT_ONCE)
            if not isinstance(items, list):
                raise faults.Breach(f"{self._label}: what came back are no items", {"call": self._label})
            if not items:
                return
            taken += len(items)
            if taken > _MAX_ITEMS:
                raise faults.StudentError(
                    f"{self._label} gave more than {_MAX_ITEMS} items: does it ever end?"
                )
            yield from items

    def __len__(self) -> int:
        try:
            length = self._ask("length", self)
        except faults.StudentError as error:
            if error.details.get("exception") == "TypeError" and "where" not in error.details:
                raise _NoLength(error.message, error.details) from error
            raise
        if type(length) is not int or not 0 <= length <= _MAX_ITEMS:
            raise faults.Breach(f"{self._label}: what came back is no length", {"call": self._label})
        return length

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<the student's {self._handle.type}>"

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Remote)
            and self._handle.id == other._handle.id
            and self._session is other._session
        )

    def __hash__(self) -> int:
        return hash(self._handle.id)

    def __copy__(self) -> Remote:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Remote:
        return self

    def _ask(self, *operation: object) -> Any:
        """Run *operation* now, also inside a `pipelined` block."""
        return self._session.run([list(operation)], [self._label])[0]

    def _operate(self, name: str, *operands: object) -> Any:
        return self._session.do(["operator", name, *operands], f"{self._label} {name}")

    def __add__(self, other: object) -> Any:
        return self._operate("+", self, other)

    def __radd__(self, other: object) -> Any:
        return self._operate("+", other, self)

    def __sub__(self, other: object) -> Any:
        return self._operate("-", self, other)

    def __rsub__(self, other: object) -> Any:
        return self._operate("-", other, self)

    def __mul__(self, other: object) -> Any:
        return self._operate("*", self, other)

    def __rmul__(self, other: object) -> Any:
        return self._operate("*", other, self)

    def __truediv__(self, other: object) -> Any:
        return self._operate("/", self, other)

    def __rtruediv__(self, other: object) -> Any:
        return self._operate("/", other, self)

    def __pow__(self, other: object) -> Any:
        return self._operate("**", self, other)

    def __neg__(self) -> Any:
        return self._operate("neg", self)


class _NoLength(faults.StudentError, TypeError):
    """The student's object has no length; a TypeError too, for `list` tries that first of any iterable."""


class RemoteMethod:
    """A method of a `Remote`, or a class or function of a module, ready to be called."""

    __slots__ = ("_name", "_owner")

    _name: str
    _owner: Remote

    def __init__(self, owner: Remote, name: str) -> None:
        object.__setattr__(self, "_owner", owner)
        object.__setattr__(self, "_name", name)

    def __repr__(self) -> str:
        return f"<the student's method {self._name}>"

    def __call__(self, *args: object, **keywords: object) -> Any:
        """Call the method by its name on its owner."""
        owner = self._owner
        operation = ["call", owner, self._name, list(args), keywords]
        return owner._session.do(operation, f"{owner._label}.{self._name}")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._itself(), name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._itself(), name, value)

    def _itself(self) -> Remote:
        """Return the method, class or function as an object that can be looked into and handed over."""
        owner, label = self._owner, f"{self._owner._label}.{self._name}"
        found = owner._session.run([["get", owner, self._name]], [label])[0]
        if not isinstance(found, Remote):
            raise faults.StudentError(
                f"{label}: expected a function, got {type(found).__name__}", {"call": label}
            )
        return found
