"""
Values between judge and worker as bytes: numbers, text, arrays and references, nothing else.

MessagePack, whose extensions are leaves only: an array, a scalar, a large integer, or a mark that
tells what the list is that it opens. A frame is surveyed before any of it is built, so that
nothing is allocated that a hostile sender merely promises. Knows neither judge nor worker: objects
that cannot travel are named by references that each end makes and resolves itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgpack  # type: ignore[import-untyped]  # it carries no annotations
import numpy as np

from grader import arraybytes, survey
from grader.arraybytes import array_of, array_parts, can_travel

MAX_FRAME_BYTES = arraybytes.MAX_FRAME_BYTES
MAX_DEPTH = 32
MAX_ITEMS = 2_000_000
MAX_INTEGER_BYTES = 1024
"""Small enough that Python still turns the integer into text."""
MAX_UNUSUAL_KEYS = 256
MAX_NUMBER_KEYS = 20_000
"""Of a frame, in dicts that are not small. A sender can choose all keys but text so that they collide."""

_JOINED_DEPTH = 2
_LARGE = range(1 << 15, 1 << 32)
"""An array of so many bytes is copied once, past MessagePack."""
_ROOM_BYTES = 1 << 10
"""That a packer begins with."""


_ARRAY, _SCALAR, _INTEGER, _COMPLEX, _TUPLE, _HANDLE, _EXPORT, _RECIPE = range(1, 9)
"""The extensions; those from the tuple's on are marks."""
_EMPTY = msgpack.ExtType(_ARRAY, b"")
_MARKED = {code: msgpack.ExtType(code, b"") for code in range(_TUPLE, _RECIPE + 1)}


WireError = arraybytes.WireError


class Closed(WireError):
    """The other end is gone."""


@dataclass(frozen=True)
class Handle:
    """An object that stays in the worker; *methods* can be called on it by name."""

    id: int
    type: str
    methods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Export:
    """An object that stays in the judge, with the only names that the worker may use on it."""

    id: int
    methods: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    settable: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recipe:
    """An object that the worker makes once and keeps under *id*; *args* is None ever after."""

    id: int
    kind: str
    args: list[Any] | None


Reference = Handle | Export | Recipe
_REFERENCES = frozenset({Handle, Export, Recipe})
_TEXT = frozenset({str})
Refer = Callable[[object], Reference]
Resolve = Callable[[Reference], Any]


def encode(value: object, refer: Refer, *, survey_it: bool = True, joined: bool = False) -> bytes:
    """
    Return *value* as bytes.

    Args:
        value: None, bool, int, float, complex, str, bytes, list, tuple, dict, NumPy array or
            scalar of an allowed dtype, nested at most `MAX_DEPTH` deep.
        refer: Called with everything else; gives the reference that travels instead.
        survey_it: False spares the look at depth and number of items, where the sender knows.
        joined: Whether the outer lists of *value* are such as `join` makes, and do not count.

    Raises:
        WireError: Nested too deeply, too many items, or larger than `MAX_FRAME_BYTES`.
    """
    outward = _Outward(refer)
    try:
        packed: bytes = msgpack.packb(
            value,
            default=outward,
            strict_types=True,
            use_bin_type=True,
            unicode_errors="replace",
            buf_size=_ROOM_BYTES,
        )
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise WireError(f"a value cannot be sent: {error}") from error
    _check(packed, MAX_DEPTH + _JOINED_DEPTH * joined, survey_it)
    return _put_in(packed, outward.large) if outward.large else packed


def join(encoded: Sequence[bytes]) -> bytes:
    """
    Return the encoded list of values that are already *encoded*.

    Raises:
        WireError: Larger than `MAX_FRAME_BYTES`.
    """
    head = msgpack.Packer().pack_array_header(len(encoded))
    body = b"".join((head, *encoded))
    _check(body, MAX_DEPTH, survey_it=False)
    return body


def decode(body: bytes | bytearray, resolve: Resolve, *, survey_it: bool = True) -> Any:
    """
    Return the value in *body*; arrays are fresh, writable and plain.

    Args:
        body: What `encode` made, or anything that a hostile sender made instead.
        resolve: Turns each reference into the object that it stands for.
        survey_it: False spares the survey, where the sender is trusted.

    Raises:
        WireError: *body* is not a frame of this format.
    """
    large: list[survey.Span] = []
    _check(body, MAX_DEPTH + _JOINED_DEPTH, survey_it, large)
    inward = _Inward(resolve, [memoryview(body)[code + 1 : end] for _, code, end in large])
    body = survey.filled(body, large, [(b"", b"")] * len(large)) if large else body
    hooks = {"ext_hook": inward.leaf, "list_hook": inward.group, "object_pairs_hook": inward.mapping}
    try:
        value = msgpack.unpackb(body, raw=False, strict_map_key=False, **hooks)
    except (ValueError, TypeError, OverflowError, MemoryError, msgpack.UnpackException) as error:
        raise WireError(f"not a frame: {type(error).__name__}") from error
    if inward.open_marks or inward.large:
        raise WireError("a mark that opens no list")
    return value


def nothing(value: object) -> Reference:
    """Refer to no object at all: for senders of plain data."""
    raise WireError(f"{type(value).__name__} cannot be sent")


class _Outward:
    """Gives what travels in place of a value that MessagePack does not know."""

    def __init__(self, refer: Refer) -> None:
        self._refer = refer
        self.large: list[tuple[bytes, np.ndarray[Any, Any]]] = []

    def __call__(self, value: Any) -> object:
        kind = type(value)
        if isinstance(value, np.ndarray) and can_travel(value.dtype):
            return self._array(value)
        if isinstance(value, tuple):  # a named one too, whatever its class makes of iteration
            return [_MARKED[_TUPLE], *tuple.__iter__(value)]
        if isinstance(value, np.generic) and can_travel(np.asarray(value).dtype):
            return msgpack.ExtType(_SCALAR, b"".join(array_parts(np.asarray(value))))
        if isinstance(value, int):
            return msgpack.ExtType(_INTEGER, _integer_bytes(value))
        if kind is complex:
            return msgpack.ExtType(_COMPLEX, b"".join(array_parts(np.asarray(value))))
        return _fields(value if kind in _REFERENCES else self._refer(value))

    def _array(self, value: np.ndarray[Any, Any]) -> object:
        head, array = array_parts(value)
        if array.nbytes < _LARGE.start:
            return msgpack.ExtType(_ARRAY, head + array.tobytes())
        self.large.append((head, array))
        return _EMPTY


def _fields(ref: Reference) -> list[object]:
    if isinstance(ref, Handle):
        return [_MARKED[_HANDLE], ref.id, ref.type, list(ref.methods)]
    if isinstance(ref, Recipe):
        return [_MARKED[_RECIPE], ref.id, ref.kind, ref.args]
    return [_MARKED[_EXPORT], ref.id, *map(list, (ref.methods, ref.attributes, ref.settable))]


def _put_in(packed: bytes, large: list[tuple[bytes, np.ndarray[Any, Any]]]) -> bytes:
    """Return *packed* with each *large* array, head and entries, in its place."""
    size = len(packed) + sum(len(head) + array.nbytes for head, array in large)
    if size > MAX_FRAME_BYTES:
        raise WireError(f"a value of {size} bytes is over the limit of {MAX_FRAME_BYTES}")
    spans: list[survey.Span] = []
    survey.fault(packed, MAX_ITEMS, MAX_DEPTH + _JOINED_DEPTH, spans, range(1, 2))
    places = [span for span in spans if packed[span[1]] == _ARRAY]
    return survey.filled(packed, places, large)


def _integer_bytes(value: int) -> bytes:
    size = (~value if value < 0 else value).bit_length() // 8 + 1
    if size > MAX_INTEGER_BYTES:
        raise WireError(f"an integer of {size} bytes is over the limit of {MAX_INTEGER_BYTES}")
    return int(value).to_bytes(size, "little", signed=True)


def _check(
    body: bytes | bytearray, most_depth: int, survey_it: bool, large: list[survey.Span] | None = None
) -> None:
    if len(body) > MAX_FRAME_BYTES:
        raise WireError(f"a value of {len(body)} bytes is over the limit of {MAX_FRAME_BYTES}")
    if not survey_it and (large is None or len(body) < _LARGE.start):
        return
    if found := survey.fault(body, MAX_ITEMS, most_depth, large, _LARGE):
        raise WireError(found)


@dataclass(frozen=True)
class _Mark:
    """A mark on its way in."""

    code: int


_MARKS = {code: _Mark(code) for code in _MARKED}


class _Inward:
    """Builds what MessagePack does not know; trusts nothing but the survey."""

    def __init__(self, resolve: Resolve, large: list[memoryview]) -> None:
        self._resolve, self.large = resolve, large[::-1]
        self.open_marks = self._number_keys = 0

    def leaf(self, code: int, data: bytes) -> Any:
        if code >= _TUPLE and not data:
            self.open_marks += 1
            return _MARKS[code]
        if code == _ARRAY:
            return array_of(self.large.pop() if self.large and not data else data)
        if code == _INTEGER and len(data) <= MAX_INTEGER_BYTES:
            return int.from_bytes(data, "little", signed=True)
        if code in (_SCALAR, _COMPLEX):
            array = array_of(data)
            if array.ndim == 0 and (code == _SCALAR or array.dtype.char == "D"):
                return array[()] if code == _SCALAR else array.item()
        raise WireError(f"an unknown extension {code}")

    def group(self, items: list[Any]) -> Any:
        if not items or type(items[0]) is not _Mark:
            return items
        self.open_marks -= 1
        if items[0].code == _TUPLE:
            return tuple(items[1:])
        return self._resolve(_reference(items[0].code, items[1:]))

    def mapping(self, pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
        if len(pairs) > MAX_UNUSUAL_KEYS:
            others = [key for key, _ in pairs if type(key) not in (str, bytes)]
            numbers = sum(type(key) is float or (type(key) is int and abs(key) < 2**64) for key in others)
            self._number_keys += numbers
            if len(others) - numbers > MAX_UNUSUAL_KEYS or self._number_keys > MAX_NUMBER_KEYS:
                raise WireError("a dict with too many keys that are not text")
        return dict(pairs)


def _reference(code: int, fields: list[Any]) -> Reference:
    if not fields or type(fields[0]) is not int or not 0 <= fields[0] < 2**32:
        raise WireError("a reference without a number")
    match fields:
        case [number, str(kind), list(methods)] if code == _HANDLE:
            return Handle(number, kind[:200], _names(methods))
        case [number, str(kind), list() | None as args] if code == _RECIPE:
            return Recipe(number, kind, args)
        case [number, list(methods), list(attributes), list(settable)] if code == _EXPORT:
            return Export(number, _names(methods), _names(attributes), _names(settable))
    raise WireError("a reference of the wrong form")


def _names(values: list[Any]) -> tuple[str, ...]:
    if not _TEXT.issuperset(map(type, values)):
        raise WireError("a list of names is not one")
    return tuple(values)
