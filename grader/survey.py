"""
Walk over a MessagePack value without building it, and say what is wrong with it.

A decoder makes room for whatever a header promises, and a few bytes can promise a lot; what has
passed here is as large as it claims. Knows nothing of what the values mean.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

Span = tuple[int, int, int]
"""Of an extension: where it begins, where its code stands, and where it ends."""

LARGEST_EXTENSION = 8
_NOTHING = 9
_HEAD = struct.Struct(">BI")
_EXTENSION = 0xC9
"""With its length in four bytes."""


def fault(
    body: bytes | bytearray,
    most_items: int,
    most_depth: int,
    spans: list[Span] | None = None,
    sizes: range = range(0),
) -> str | None:
    """
    Return why *body* is not one whole value within the limits, or None.

    Args:
        body: Anything.
        most_items: Over all lists and dicts together, keys and values counted.
        most_depth: Of lists and dicts in each other.
        spans: Takes up each extension of one of the *sizes*.
        sizes: In bytes, the code among them.
    """
    position, items, left = 0, 0, 1
    outer: list[int] = []
    lengths, forms, end = _LENGTHS, _FORMS, len(body)
    while left or outer:
        if not left:
            left = outer.pop()
            continue
        if position >= end:
            return "a value that ends too early"
        left -= 1
        opening = body[position]
        if length := lengths[opening]:
            position += length
            continue
        width, size, factor = forms[opening]
        start, position = position, position + 1 + width
        if width:
            size += int.from_bytes(body[position - width : position], "big") * (abs(factor) or 1)
        if factor > 0:
            outer.append(left)
            left, items = size, items + size
            if items > most_items or len(outer) > most_depth:
                return f"more than {most_items} items, or nested more than {most_depth} deep"
        elif width == _NOTHING or (factor and body[position : position + 1] not in _EXTENSIONS):
            return "an unknown kind of value"
        else:
            if spans is not None and factor and size in sizes:
                spans.append((start, position, position + size))
            position += size
    return None if position == len(body) else "a value of the wrong length"


def filled(body: bytes | bytearray, spans: Sequence[Span], contents: Sequence[tuple[bytes, Any]]) -> bytes:
    """
    Return *body* with other contents in some of its extensions, all in one copy.

    Args:
        body: A whole value.
        spans: What `fault` has found in it.
        contents: Of each extension: a head, and what goes on from there, anything that is bytes in memory.
    """
    parts: list[Any] = []
    behind = 0
    for (start, code, end), (head, rest) in zip(spans, contents, strict=True):
        size = len(head) + memoryview(rest).nbytes
        parts += (body[behind:start], _HEAD.pack(_EXTENSION, size), body[code : code + 1], head, rest)
        behind = end
    return b"".join((*parts, body[behind:]))


def _forms() -> tuple[tuple[int, int, int], ...]:
    """
    Return for each byte that can open a value how the value goes on.

    A form is the width of the length field, what is added to the length, and a factor: 0 where the
    length is in bytes, -1 for an extension, otherwise the values in each of the length's items. A
    form of width `_NOTHING` is none.
    """
    small = [(0, 0, 0)] * 128
    small += (
        [(0, 2 * n, 2) for n in range(16)] + [(0, n, 1) for n in range(16)] + [(0, n, 0) for n in range(32)]
    )
    constants = [(0, 0, 0), (_NOTHING, 0, 0), (0, 0, 0), (0, 0, 0)]
    blobs = [(width, 0, 0) for width in (1, 2, 4)] + [(width, 1, -1) for width in (1, 2, 4)]
    numbers = [(0, size, 0) for size in (4, 8, 1, 2, 4, 8, 1, 2, 4, 8)]
    extensions = [(0, 1 + size, -1) for size in (1, 2, 4, 8, 16)]
    texts = [(width, 0, 0) for width in (1, 2, 4)]
    lists = [(width, 0, factor) for factor in (1, 2) for width in (2, 4)]
    return (*small, *constants, *blobs, *numbers, *extensions, *texts, *lists, *[(0, 0, 0)] * 32)


_FORMS = _forms()
_LENGTHS = tuple(0 if width or factor else 1 + size for width, size, factor in _FORMS)
"""Of the values whose first byte tells all of it; 0 for others."""
_EXTENSIONS = bytes(range(1, LARGEST_EXTENSION + 1))
