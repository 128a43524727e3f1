"""
Fill the holes in the memory of a process that will be forked, so that its forks are given fresh pages.

What a start has freed lies scattered among what it keeps. Each little piece of it that a fork is given, or
only passes by, costs the copy of a page; behind all of that the next sixty pieces share one.
"""

from __future__ import annotations

import ctypes

_BEYOND_BYTES, _LARGEST_BYTES, _STEP_BYTES = 100_000, 1 << 14, 16
_MOST_PIECES = 20_000


def fill() -> int:
    """
    Take all small free pieces of the C library's memory for good and return how many there were.

    Knows the allocator of glibc alone, and leaves any other as it is.
    """
    library = ctypes.CDLL(None)
    if not hasattr(library, "gnu_get_libc_version"):
        return 0
    take, give = library.malloc, library.free
    take.argtypes, take.restype = [ctypes.c_size_t], ctypes.c_void_p
    give.argtypes, give.restype = [ctypes.c_void_p], None
    beyond, taken = take(_BEYOND_BYTES) or 0, 0
    for size in range(_LARGEST_BYTES, 0, -_STEP_BYTES):
        while (piece := take(size) or 0) and piece < beyond and taken < _MOST_PIECES:
            taken += 1
        give(piece)
    give(beyond)
    return taken
