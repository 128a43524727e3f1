"""
Values between judge and worker as bytes: numbers, text, arrays and references, nothing else.

Both ends decode with a limit on every length. Knows neither judge nor worker: objects that cannot
travel are named by references that each end makes and resolves itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgpack  # type: ignore[import-untyped]  # it carries no annotations
import numpy as np

MAX_FRAME_BYTES = 128 * 2**20
MAX_DEPTH = 32
MAX_ITEMS = 2_000_000
MAX_INTEGER_BYTES = 2048
DTYPES = frozenset(
    f"{order}{kind}"
    for order, kinds in {"|": ("b1", "i1", "u1"), "<": ("i2", "u2", "f2", "i4", "u4", "f4")}.items()
    for kind in kinds
) | {"<i8", "<u8", "<f8", "<c8", "<c16"}

_ARRAY, _SCALAR, _TUPLE, _INTEGER, _COMPLEX, _HANDLE, _EXPORT, _RECIPE = range(1, 9)


class WireError(Exception):
    """A frame breaks the format or a limit; the text says which."""


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
Refer = Callable[[object], Reference]
Resolve = Callable[[Reference], Any]


def encode(value: object, refer: Refer) -> bytes:
    """
    Return *value* as bytes.

    Args:
        value: None, bool, int, float, complex, str, bytes, list, tuple, dict, NumPy array or
            scalar of an allowed dtype, nested at most `MAX_DEPTH` deep.
        refer: Called with everything else; gives the reference that travels instead.

    Raises:
        WireError: Nested too deeply, or larger than `MAX_FRAME_BYTES`.
    """
    body = _Encoder(refer).pack(value)
    if len(body) > MAX_FRAME_BYTES:
        raise WireError(f"a value of {len(body)} bytes is over the limit of {MAX_FRAME_BYTES}")
    return body


def decode(body: bytes | bytearray, resolve: Resolve) -> Any:
    """
    Return the value in *body*; arrays are fresh, writable and plain.

    Args:
        body: What `encode` made, or anything that a hostile sender made instead.
        resolve: Turns each reference into the object that it stands for.

    Raises:
        WireError: *body* is not a frame of this format.
    """
    return _Decoder(resolve).unpack(body, 0)


def named_array(array: np.ndarray[Any, Any]) -> bool:
    """Tell whether *array* may travel: its dtype, in little-endian order, is on the allow-list."""
    return array.dtype.newbyteorder("<").str in DTYPES


class _Encoder:
    """One value on its way out; holds only how to name what cannot travel."""

    def __init__(self, refer: Refer) -> None:
        self._refer = refer
        self._depth = 0

    def pack(self, value: object) -> bytes:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise WireError(f"a value is nested more than {MAX_DEPTH} deep")
        try:
            packed = msgpack.packb(
                value, default=self._other, strict_types=True, use_bin_type=True, unicode_errors="replace"
            )
        except (ValueError, OverflowError, RecursionError) as error:
            raise WireError(f"a value cannot be sent: {error}") from error
        finally:
            self._depth -= 1
        return bytes(packed)

    def _other(self, value: object) -> msgpack.ExtType:
        kind = type(value)
        if kind is tuple:
            return msgpack.ExtType(_TUPLE, self.pack(list(value)))  # type: ignore[call-overload]
        if isinstance(value, np.ndarray) and named_array(value):
            return msgpack.ExtType(_ARRAY, _array_bytes(value))
        if isinstance(value, np.generic) and named_array(np.asarray(value)):
            return msgpack.ExtType(_SCALAR, _array_bytes(np.asarray(value)))
        if isinstance(value, int):
            return msgpack.ExtType(_INTEGER, _integer_bytes(value))
        if kind is complex:
            return msgpack.ExtType(_COMPLEX, _array_bytes(np.asarray(value)))
        return self._reference(value if isinstance(value, Reference) else self._refer(value))

    def _reference(self, ref: Reference) -> msgpack.ExtType:
        match ref:
            case Handle():
                return msgpack.ExtType(_HANDLE, self.pack([ref.id, ref.type, list(ref.methods)]))
            case Export():
                names = [list(ref.methods), list(ref.attributes), list(ref.settable)]
                return msgpack.ExtType(_EXPORT, self.pack([ref.id, *names]))
            case Recipe():
                return msgpack.ExtType(_RECIPE, self.pack([ref.id, ref.kind, ref.args]))


def _array_bytes(value: np.ndarray[Any, Any]) -> bytes:
    array = np.ndarray.astype(value, value.dtype.newbyteorder("<"), order="C", subok=False, copy=False)
    header = msgpack.packb([array.dtype.str, list(array.shape)])
    return bytes(header) + array.tobytes()


def _integer_bytes(value: int) -> bytes:
    size = value.bit_length() // 8 + 1
    if size > MAX_INTEGER_BYTES:
        raise WireError(f"an integer of {size} bytes is over the limit of {MAX_INTEGER_BYTES}")
    return int(value).to_bytes(size, "little", signed=True)


class _Decoder:
    """One value on its way in; trusts nothing."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve

    def unpack(self, body: bytes | bytearray | memoryview, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise WireError(f"a value is nested more than {MAX_DEPTH} deep")
        try:
            return msgpack.unpackb(
                body,
                raw=False,
                strict_map_key=False,
                ext_hook=lambda code, data: self._extension(code, data, depth + 1),
                max_array_len=MAX_ITEMS,
                max_map_len=MAX_ITEMS,
                max_ext_len=MAX_FRAME_BYTES,
            )
        except WireError:
            raise
        except (ValueError, TypeError, msgpack.UnpackException, RecursionError) as error:
            raise WireError(f"not a frame: {type(error).__name__}") from error

    def _extension(self, code: int, data: bytes, depth: int) -> Any:
        if code == _ARRAY:
            return _array(data)
        if code == _SCALAR:
            return _array(data)[()]
        if code == _COMPLEX:
            return complex(_array(data))
        if code == _INTEGER and len(data) <= MAX_INTEGER_BYTES:
            return int.from_bytes(data, "little", signed=True)
        fields = self.unpack(data, depth)
        if not isinstance(fields, list):
            raise WireError("an extension is not a list")
        if code == _TUPLE:
            return tuple(fields)
        return self._resolve(_reference(code, fields))


def _array(data: bytes) -> np.ndarray[Any, Any]:
    unpacker = msgpack.Unpacker(max_buffer_size=MAX_FRAME_BYTES, max_array_len=64, max_str_len=8)
    unpacker.feed(data[:1024])
    dtype, shape = unpacker.unpack()
    if dtype not in DTYPES or not all(type(n) is int and n >= 0 for n in shape):
        raise WireError("an array of a dtype or shape that may not travel")
    raw = memoryview(data)[unpacker.tell() :]
    kind = np.dtype(dtype)
    size = 1
    for n in shape:
        size *= n
    if size * kind.itemsize != len(raw):
        raise WireError(f"an array of shape {tuple(shape)} and dtype {dtype} came with {len(raw)} bytes")
    return np.frombuffer(raw, dtype=kind).reshape(shape).copy()


def _reference(code: int, fields: list[Any]) -> Reference:
    if not fields or type(fields[0]) is not int:
        raise WireError("a reference without a number")
    if code == _HANDLE and len(fields) == 3 and type(fields[1]) is str:
        return Handle(fields[0], fields[1][:200], _names(fields[2]))
    if code == _EXPORT and len(fields) == 4:
        return Export(fields[0], *map(_names, fields[1:]))
    if code == _RECIPE and len(fields) == 3 and type(fields[1]) is str:
        return Recipe(*fields)
    raise WireError(f"an unknown extension {code}")


def _names(values: object) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(type(name) is str for name in values):
        raise WireError("a list of names is not one")
    return tuple(values)
