"""NumPy arrays as bytes: which dtype, which shape, then the entries. Knows nothing of what is around."""

from __future__ import annotations

import math
import struct
from typing import Any

import numpy as np

MAX_FRAME_BYTES = 128 * 2**20
MAX_DIMENSIONS = 32
MAX_SHOWN_ENTRIES = 50_000
"""Of an array in text, which keeps the first and last three entries of each dimension."""

_NAMES = ("|b1", "|i1", "|u1", "<i2", "<u2", "<f2", "<i4", "<u4", "<f4", "<i8", "<u8", "<f8", "<c8", "<c16")
_KINDS = tuple(np.dtype(name) for name in _NAMES)
_NUMBER_OF_KIND = {kind: number for number, kind in enumerate(_KINDS)}


class WireError(Exception):
    """A frame breaks the format or a limit; the text says which."""


def can_travel(dtype: np.dtype[Any]) -> bool:
    """Tell whether arrays of *dtype* can be sent, in whatever byte order they are kept."""
    return dtype in _NUMBER_OF_KIND or dtype.newbyteorder("<") in _NUMBER_OF_KIND


def array_parts(value: np.ndarray[Any, Any]) -> tuple[bytes, Any]:
    """
    Return what tells dtype and shape, and the entries in a plain array of adjoining ones.

    Raises:
        WireError: It has too many dimensions, or entries.
    """
    number = _NUMBER_OF_KIND.get(value.dtype)
    kind = value.dtype.newbyteorder("<") if number is None else value.dtype
    array = np.ndarray.astype(value, kind, order="C", subok=False, copy=False)
    _require_modest(array.shape)
    number = _NUMBER_OF_KIND[kind] if number is None else number
    return struct.pack(f"<BB{array.ndim}Q", number, array.ndim, *array.shape), array


def _require_modest(shape: tuple[int, ...]) -> None:
    if 0 < math.prod(shape) <= MAX_SHOWN_ENTRIES and len(shape) <= MAX_DIMENSIONS:
        return
    shown, most = math.prod(min(n, 6) for n in shape), math.prod(n or 1 for n in shape)
    if len(shape) > MAX_DIMENSIONS or shown > MAX_SHOWN_ENTRIES or most > MAX_FRAME_BYTES:
        raise WireError(f"an array of shape {shape} has too many dimensions or entries")


def array_of(data: bytes | memoryview) -> np.ndarray[Any, Any]:
    """
    Return a fresh, writable, plain array from its bytes, head and entries.

    Raises:
        WireError: The head is not one, or promises other than what is there.
    """
    if len(data) < 2 or data[0] >= len(_KINDS) or data[1] > MAX_DIMENSIONS:
        raise WireError("an array of a dtype or shape that may not travel")
    kind, start = _KINDS[data[0]], 2 + 8 * data[1]
    if len(data) < start:
        raise WireError("an array without its shape")
    shape = struct.unpack_from(f"<{data[1]}Q", data, 2)
    if math.prod(shape) * kind.itemsize != len(data) - start:
        raise WireError(f"an array of shape {shape} and dtype {kind} came with {len(data) - start} bytes")
    _require_modest(shape)
    if kind.kind == "b":
        return np.asarray(np.ndarray(shape, np.uint8, data, start) != 0)
    return np.ndarray(shape, kind, data, start).copy()
