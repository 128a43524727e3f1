"""Hostile MessagePack: values of the wire's format, and what is nearly of it, as choices from a `Source`."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable

import numpy as np

from tests.fuzz.source import LENGTHS, Source, edited

ARRAY, SCALAR, INTEGER, COMPLEX, TUPLE, HANDLE, EXPORT, RECIPE = range(1, 9)
WIDTHS = (1, 1, 1, 2, 2, 2, 4, 4, 4, 8, 8, 8, 8, 16)
"""Bytes of an entry, by the number of its dtype in the format."""
MAX_DEPTH = 6


def body(source: Source) -> bytes:
    """Return a body: the bytes themselves, a value, or a value with a few bytes changed."""
    match source.below(3):
        case 0:
            return source.rest()
        case 1:
            return value(source)
        case _:
            return edited(source, value(source))


def value(source: Source, depth: int = 0) -> bytes:
    """Return one value, whatever it is made of; at `MAX_DEPTH` a leaf."""
    kinds = LEAVES if depth >= MAX_DEPTH else LEAVES + CONTAINERS
    return source.one_of(kinds)(source, depth)


def listed(*items: bytes) -> bytes:
    """Return the list of values that are already packed."""
    return struct.pack(">BH", 0xDC, len(items)) + b"".join(items)


def mapped(*pairs: tuple[bytes, bytes]) -> bytes:
    """Return the dict of pairs that are already packed."""
    return struct.pack(">BH", 0xDE, len(pairs)) + b"".join(key + item for key, item in pairs)


def text(words: str) -> bytes:
    """Return a text, up to 64 kB."""
    encoded = words.encode("utf-8", "surrogatepass")
    return struct.pack(">BH", 0xDA, len(encoded)) + encoded


def whole(number: int) -> bytes:
    """Return an integer of at most 64 bits."""
    return struct.pack(">Bq", 0xD3, number) if number < 2**63 else struct.pack(">BQ", 0xCF, number)


def extension(code: int, payload: bytes) -> bytes:
    """Return an extension, also one that the format does not know."""
    return struct.pack(">BIB", 0xC9, len(payload), code % 256) + payload


def array(source: Source, code: int = ARRAY, *, shape: tuple[int, ...] | None = None) -> bytes:
    """Return an array of some dtype and *shape*, its entries as they come, now and then of another length."""
    number = source.one_of((11, 11, 8, 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 13))
    if shape is None:
        dimensions = source.one_of((1, 2, 0, 3, 4, 7, 32, 33)) if code == ARRAY else 0
        shape = tuple(source.one_of(SIDES) for _ in range(dimensions))
    size = math.prod(shape) * WIDTHS[number]
    if size > 4096:
        size = 16
    entries = (source.take(size) * (size + 1) or bytes(size))[:size] + source.one_of((b"", b"", b"", b"\0"))
    return extension(code, struct.pack(f"<BB{len(shape)}Q", number, len(shape), *shape) + entries)


SIDES = (1, 2, 3, 4, 0, 5, 7, 2**31, 2**32, 2**61, 2**63, 2**64 - 1)


def numbers(source: Source, shape: tuple[int, ...]) -> bytes:
    """Return an array that a check can use: float64, finite for the most part."""
    entries = np.frombuffer(source.take(math.prod(shape)).ljust(math.prod(shape), b"\1"), np.int8) / 8
    if source.below(4) == 1:
        entries = np.where(entries == 0, source.one_of(NUMBERS), entries)
    kind = source.one_of((11, 11, 8, 5))
    raw = entries.astype(("<f2", "<f4", "<f8")[(5, 8, 11).index(kind)]).tobytes()
    return extension(ARRAY, struct.pack(f"<BB{len(shape)}Q", kind, len(shape), *shape) + raw)


NUMBERS = (math.nan, math.inf, -math.inf, -0.0, 1e308, -1e308, 5e-324, 1e-160)


def reference(source: Source, code: int, depth: int) -> bytes:
    """Return a reference with its fields, or other fields."""
    number = whole(source.below(4)) if source.below(4) else value(source, depth + 1)
    names = [text(source.text()) for _ in range(source.below(3))]
    methods = listed(*names) if source.below(4) else value(source, depth + 1)
    fields = {
        TUPLE: [value(source, depth + 1) for _ in range(source.below(3))],
        HANDLE: [number, text(source.text()), methods],
        EXPORT: [number, methods, methods, listed()],
        RECIPE: [number, text(source.text()), source.one_of((methods, b"\xc0"))],
    }[code]
    return listed(extension(code, b""), *fields)


def deep(source: Source, _: int) -> bytes:
    """Return lists, dicts or tuples nested about as deep as may be."""
    layer = source.one_of((b"\x91", b"\x81\xc0", listed(extension(TUPLE, b""))[:3] + extension(TUPLE, b"")))
    if len(layer) > 2:
        layer = struct.pack(">BH", 0xDC, 2) + extension(TUPLE, b"")
    return layer * (28 + source.below(10)) + b"\xc0"


def lie(source: Source, _: int) -> bytes:
    """Return a header that promises anything."""
    return bytes([source.one_of(range(0xC4, 0xE0))]) + source.one_of(LENGTHS) + source.take(4)


def _marked(code: int) -> Callable[[Source, int], bytes]:
    return lambda source, depth: reference(source, code, depth)


def _items(source: Source, depth: int) -> list[bytes]:
    return [value(source, depth + 1) for _ in range(source.below(6))]


LEAVES: tuple[Callable[[Source, int], bytes], ...] = (
    lambda source, _: b"\xc0",
    lambda source, _: source.one_of((b"\xc2", b"\xc3", b"\x00", b"\x7f", b"\xff", b"\xe0")),
    lambda source, _: struct.pack(">Bq", 0xD3, int.from_bytes(source.take(8), "big", signed=True)),
    lambda source, _: b"\xcb" + source.take(8).ljust(8, b"\0"),
    lambda source, _: b"\xcb" + struct.pack(">d", source.one_of(NUMBERS)),
    lambda source, _: b"\xca" + source.take(4).ljust(4, b"\0"),
    lambda source, _: text(source.text()),
    lambda source, _: struct.pack(">BB", 0xD9, 4) + source.take(4).ljust(4, b"\xf0"),
    lambda source, _: struct.pack(">BB", 0xC4, 4) + source.take(4).ljust(4, b"\0"),
    lambda source, _: array(source),
    lambda source, _: array(source, SCALAR),
    lambda source, _: array(source, COMPLEX),
    lambda source, _: extension(INTEGER, source.take(source.one_of((9, 0, 1, 8, 20)))),
    lambda source, _: extension(INTEGER, source.take(1) * source.one_of((1024, 1023, 1025))),
    lambda source, _: extension(source.below(256), source.take(source.below(20))),
    lambda source, _: extension(source.one_of((TUPLE, HANDLE, EXPORT, RECIPE)), b""),
    lie,
)
CONTAINERS: tuple[Callable[[Source, int], bytes], ...] = (
    lambda source, depth: listed(*_items(source, depth)),
    lambda source, depth: mapped(*((item, value(source, depth + 1)) for item in _items(source, depth))),
    _marked(TUPLE),
    _marked(HANDLE),
    _marked(EXPORT),
    _marked(RECIPE),
    deep,
)
