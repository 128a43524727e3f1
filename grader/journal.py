"""Keep what was asked of a submission in a check, and what came back. Knows no wire and no student."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np

MOST_BYTES = 64 * 2**20
"""Of arrays in one journal; what comes after is not kept."""

MOST_EXCHANGES = 100_000


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
        exchanges: From first to last; an inward one stands before the answer of the call that caused it.
        whole: Whether all have been kept.
    """

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.whole = True
        self._bytes = 0

    def add(self, call: str, given: Sequence[object], came: object, *, inward: bool = False) -> None:
        """Keep an exchange; arrays are not copied, as neither side writes into what it got."""
        self._bytes += _size_bytes(given) + _size_bytes([came])
        self.whole = self.whole and self._bytes <= MOST_BYTES and len(self.exchanges) < MOST_EXCHANGES
        if self.whole:
            self.exchanges.append(Exchange(call, tuple(given), came, inward))


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
    match operation:
        case ["call", _, _, list(args), dict(keywords)]:
            return (*args, *keywords.values())
        case ["set", _, _, value]:
            return (value,)
        case ["get", _, _]:
            return ()
    return tuple(operation[1:])


def _size_bytes(values: Sequence[object]) -> int:
    """Return the bytes of the arrays in *values* and in the lists and tuples among them."""
    size = 0
    for value in values:
        if isinstance(value, np.ndarray):
            size += value.nbytes
        elif isinstance(value, list | tuple):
            size += 8 * len(value) + _size_bytes([item for item in value if isinstance(item, np.ndarray)])
    return size
