"""
The answers that a worker gives most, as bytes without MessagePack: an array, a float, a handle, nothing.

Such an answer is a frame like any other, in one of its forms; whatever is not exactly of that form is left to
`grader.wire`. Knows neither judge nor worker.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.arraybytes import array_of, array_parts, can_travel

DATA = (int, float, complex, str, bytes, bytearray, memoryview, list, tuple, dict, np.ndarray, np.generic)
"""What may travel otherwise than as a handle."""
_MAX_BYTES = 60_000
"""Of an array: its length goes into two bytes."""
_START = b"\x93\xa2ok\x91"
_NOTHING = _START + b"\xc0\x91\xa8NoneType"
_FLOAT, _FLOAT_END = struct.Struct(">6sd"), b"\x91\xa5float"
_FLOAT_START = _START + b"\xcb"
_FLOAT_BYTES = _FLOAT.size + len(_FLOAT_END)
_ARRAY, _ARRAY_END = struct.Struct(">6sHB"), b"\x91\xadnumpy.ndarray"
_ARRAY_START = _START + b"\xc8"
_ARRAY_CODE = 1
_HANDLE_START = _START + b"\x94\xc7\x00\x06"
_SMALL, _SHORT, _FEW = 128, 32, 16
"""A number, a text's length, a list's length below these are told in one byte, with what it is."""
_SHORT_TEXT, _FEW_ITEMS, _MANY_ITEMS, _ITEMS = 0xA0, 0x90, 0xDC, struct.Struct(">BH")


def packed(value: object) -> bytes | None:
    """Return the answer ``["ok", [value], [its type]]``, or None where it is not so common a one."""
    if value is None:
        return _NOTHING
    kind = type(value)
    if kind is float:
        return _FLOAT.pack(_FLOAT_START, value) + _FLOAT_END
    if kind is not np.ndarray or value.nbytes > _MAX_BYTES or not can_travel(value.dtype):  # type: ignore[attr-defined]
        return None
    head, entries = array_parts(value)  # type: ignore[arg-type]
    start = _ARRAY.pack(_ARRAY_START, len(head) + entries.nbytes, _ARRAY_CODE)
    return b"".join((start, head, entries, _ARRAY_END))


def packed_handle(number: int, kind: str, methods: Sequence[str]) -> bytes | None:
    """Return the answer that is a handle of these fields, and *kind* its type; None as above."""
    if number >= _SMALL:
        return None
    texts: list[bytes] = []
    for text in (kind, *methods):
        if type(text) is not str or len(text) >= _SHORT or not text.isascii():
            return None
        texts.append(bytes((_SHORT_TEXT | len(text),)) + text.encode())
    count = (
        bytes((_FEW_ITEMS | len(methods),)) if len(methods) < _FEW else _ITEMS.pack(_MANY_ITEMS, len(methods))
    )
    return b"".join((_HANDLE_START, bytes((number,)), texts[0], count, *texts[1:], b"\x91", texts[0]))


def unpacked(body: bytes | bytearray) -> tuple[Any, str] | None:
    """
    Return the value in *body* and its type, or None where *body* is not so common an answer.

    Raises:
        WireError: It is, but for the array, whose head is not one, or promises other than what is there.
    """
    start = body[:6]
    if start == _ARRAY_START and body.endswith(_ARRAY_END) and len(body) > _ARRAY.size:
        _, size, code = _ARRAY.unpack_from(body)
        if code == _ARRAY_CODE and _ARRAY.size + size + len(_ARRAY_END) == len(body):
            return array_of(memoryview(body)[_ARRAY.size : _ARRAY.size + size]), "numpy.ndarray"
    elif start == _FLOAT_START and len(body) == _FLOAT_BYTES and body.endswith(_FLOAT_END):
        return _FLOAT.unpack_from(body)[1], "float"
    elif body == _NOTHING:
        return None, "NoneType"
    return None
