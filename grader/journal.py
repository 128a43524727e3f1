"""Keep what was asked of a submission in a check, and what came back. Knows no wire and no student."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np

MOST_BYTES = 16 * 2**20
"""In one journal, roughly; what comes after is not kept."""

_OBJECT_BYTES = 100
_USES = frozenset({"get", "set"})
_SMALL = frozenset({int, float, bool, type(None), np.float64})
_TEXTS, _LISTS = (str, bytes), (list, tuple)  # a union takes three times as long to look into
_SIZED = (np.ndarray, *_TEXTS, *_LISTS, dict)


@dataclass(frozen=True)
class Raised:
    """An answer that did not come: the fault's class, and the exception's where student code raised one."""

    fault: str
    exception: str = ""


@dataclass(frozen=True)
class Exchange:
    """
    One thing that was asked, and the answer.

    Attributes:
        call: What was asked, in words of the judge: ``layers.ReLU.forward``, ``layers.FullyConnected.bias``.
        given: What was handed over, by position and then by name.
        came: A plain value, a `Remote`, or `Raised`. For a use of an object of the check, what it answered.
        inward: Whether student code asked, by calling a method of an object that was handed to it.
    """

    call: str
    given: tuple[object, ...]
    came: object
    inward: bool = False


class Journal:
    """
    The exchanges of one check, in order, as far as there is room.

    Attributes:
        whole: Whether all have been kept.
        size_bytes: What they take, roughly.
    """

    def __init__(self) -> None:
        self._exchanges: list[Exchange] = []
        self._added: list[tuple[str, tuple[object, ...], object, bool]] = []
        self.whole = True
        self.size_bytes = 0

    @property
    def exchanges(self) -> list[Exchange]:
        """The exchanges from first to last; an inward one stands before the answer of what caused it."""
        if self._added:  # most are never looked at
            added, self._added = self._added, []
            self._exchanges += [Exchange(*each) for each in added]
        return self._exchanges

    def add(self, call: str, given: Sequence[object], came: object, *, inward: bool = False) -> None:
        """Keep an exchange; arrays are not copied, as neither side writes into what it got."""
        if self.whole:
            self.size_bytes += _bytes_of(call, given, came)
            self.whole = self.size_bytes <= MOST_BYTES
        if self.whole:
            self._added.append((call, tuple(given), came, inward))

    def end_with(self, value: object) -> None:
        """
        Forget what came after *value*, which a check that asks one by one would not have asked for.

        What is no answer by itself leaves all as it is.
        """
        for place in range(len(self.exchanges) - 1, -1, -1):
            if self.exchanges[place].came is value:
                del self.exchanges[place + 1 :]
                return


_CURRENT: ContextVar[Journal | None] = ContextVar("journal", default=None)


@contextmanager
def kept(journal: Journal) -> Iterator[None]:
    """Make *journal* the `current` one inside the block."""
    token = _CURRENT.set(journal)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current() -> Journal:
    """Return the journal of the check that runs; an empty one where none does."""
    return _CURRENT.get() or Journal()


def handed_over(operation: Sequence[Any]) -> tuple[object, ...]:
    """Return what an operation of a session hands over: ``["call", target, name, args, keywords]``, say."""
    verb = operation[0]
    if verb == "call":
        return (*operation[3], *operation[4].values())
    return tuple(operation[3 if verb in _USES else 1 :])


def _bytes_of(call: str, given: Sequence[object], came: object) -> int:
    """Return what an exchange takes, roughly."""
    size = _OBJECT_BYTES * (2 + len(given)) + len(call)
    for value in (came, *given):
        if type(value) is np.ndarray:
            size += value.nbytes
        elif type(value) not in _SMALL and isinstance(value, _SIZED):
            return _size_bytes([call, came, *given], MOST_BYTES)
    return size


def _size_bytes(values: list[Any], most: int) -> int:
    """Return what *values* take with all that is in them, roughly; counts no further than *most*."""
    size, waiting = 0, values
    while waiting and size <= most:
        value = waiting.pop()
        size += _OBJECT_BYTES
        if isinstance(value, np.ndarray):
            size += value.nbytes
        elif isinstance(value, _TEXTS):
            size += len(value)
        elif isinstance(value, _LISTS):
            size += _OBJECT_BYTES * max(0, len(value) - most // _OBJECT_BYTES)
            waiting += value[: most // _OBJECT_BYTES]
        elif isinstance(value, dict):
            waiting += value.values()
    return size
