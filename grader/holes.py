"""
Fill the holes in the memory of a process that will be forked, so that its forks are given fresh pages.

What a start has freed lies scattered among what it keeps. Each little piece of it that a fork is given, or
only passes by, costs the copy of a page; behind all of that the next sixty pieces share one.
"""

from __future__ import annotations

import ctypes
from typing import Any

_LARGEST_BYTES, _STEP_BYTES = 1 << 14, 16
_MOST_BYTES = 1 << 26


class _Usage(ctypes.Structure):
    """`struct mallinfo2`, of which only the last is of interest here: what is free at the very end."""

    _fields_ = (("others", ctypes.c_size_t * 9), ("last_bytes", ctypes.c_size_t))
    last_bytes: int


def fill() -> int:
    """
    Take all small free pieces of the C library's memory for good and return how many there were.

    What is free behind all of them goes back to the system: a fork need not carry it along. Knows the
    allocator of glibc 2.33 or later alone, and leaves any other as it is.
    """
    library = ctypes.CDLL(None)
    if not hasattr(library, "mallinfo2"):
        return 0
    take, give = library.malloc, library.free
    take.argtypes, take.restype = [ctypes.c_size_t], ctypes.c_void_p
    give.argtypes, give.restype = [ctypes.c_void_p], None
    end, taken, left_bytes = _end_of_all(library), 0, _MOST_BYTES
    for size in range(_LARGEST_BYTES, 0, -_STEP_BYTES):
        while (piece := take(size) or 0) and piece < end and left_bytes > 0:
            taken, left_bytes = taken + 1, left_bytes - size
        give(piece)
    library.malloc_trim(0)
    return taken


def _end_of_all(library: Any) -> int:
    """Return the address behind which all that the C library has is free."""
    library.sbrk.argtypes, library.sbrk.restype = [ctypes.c_ssize_t], ctypes.c_void_p
    library.mallinfo2.restype = _Usage
    return int((library.sbrk(0) or 0) - library.mallinfo2().last_bytes)
