"""
Choices out of bytes: what a fuzzer or Hypothesis gives becomes a structure that is nearly right.

Like atheris' FuzzedDataProvider, but there without atheris, so that the test suite replays the corpus.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Source:
    """Bytes that are used up choice by choice; zeros for ever after."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return len(self._data) - self._at

    def take(self, count: int) -> bytes:
        """Return the next *count* bytes, or those that are left."""
        taken = self._data[self._at : self._at + count]
        self._at += len(taken)
        return taken

    def rest(self) -> bytes:
        """Return what is left."""
        return self.take(self.left)

    def below(self, limit: int) -> int:
        """Return a number from 0 up to *limit*, less than it; 0 once the bytes are used up."""
        return int.from_bytes(self.take(1 if limit <= 256 else 4), "little") % limit

    def one_of(self, items: Sequence[Item]) -> Item:
        """Return one of *items*; the first once the bytes are used up."""
        return items[self.below(len(items))]

    def text(self) -> str:
        """Return a short text: a name that means something, or any characters."""
        if self.below(4):
            return self.one_of(NAMES)
        return self.take(self.below(12)).decode("latin-1")


NAMES = (
    "ok", "error", "unread", "call", "get", "set", "copy", "run", "step", "stored", "type", "message",
    "frames", "bases", "NotImplementedError", "MemoryError", "AttributeError", "TypeError", "ValueError",
    "SystemExit", "layers.py", "numpy.ndarray", "forward", "backward", "weights", "hold", "generator", "",
)  # fmt: skip


def edited(source: Source, body: bytes) -> bytes:
    """Return *body* with a few bytes changed, cut out, doubled or put elsewhere, as *source* chooses."""
    changed = bytearray(body)
    for _ in range(source.below(4)):
        place, length = source.below(len(changed) + 1), source.below(16)
        match source.below(6):
            case 0:
                changed[place : place + 1] = source.take(1)
            case 1:
                del changed[place:]
            case 2:
                del changed[place : place + length]
            case 3:
                changed[place:place] = changed[source.below(len(changed) + 1) :][:length]
            case 4:
                changed[place : place + 4] = source.one_of(LENGTHS)
            case 5:
                changed[place:place] = source.take(length)
    return bytes(changed)


LENGTHS = tuple(
    number.to_bytes(4, order)
    for number in (0, 1, 0x7F, 0xFFFF, 2_000_000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
    for order in ("big", "little")
)
