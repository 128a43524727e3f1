"""
Keep the memory that all forks of a process share in large pages: one of them is told as fast as a small one.

A fork is told of each page that its parent has in memory, its end takes back each, and of the code of a
library it finds out by a page fault for every few pages that it comes to. With 2 MB a page this is little,
and it is as much as ever only for the pages that a fork writes. Knows Linux 6.1 and later on x86-64: other
processors may keep instructions of their own, apart from what was copied, or have no pages of that size.
Elsewhere, and where the system refuses, all stays as it is.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import sys
from collections.abc import Iterable
from typing import Any

BYTES = 1 << 21
_RESERVED_BYTES = 9 * 2**20
_PIECE_BYTES, _PIECES_APART = 512, 2 << 10
_MOST_CODE_BYTES = 8 * 2**20
"""Of one library: a larger one has many functions for other processors than this one."""
_POPULATE_AS_LARGE, _COLLAPSE = 14, 25  # MADV_HUGEPAGE, MADV_COLLAPSE
_PRIVATE_MEMORY = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
_INSTEAD = 3  # MREMAP_MAYMOVE | MREMAP_FIXED
_FAILED = ctypes.c_void_p(-1).value
_KEPT: list[bytes] = []
"""One piece in each megabyte that Python has reserved, so that it gives none of them back."""


def reserve() -> None:
    """Have Python lay what it will load side by side; belongs where little is loaded yet."""
    head_bytes = sys.getsizeof(b"")
    pieces = [bytes(_PIECE_BYTES - head_bytes) for _ in range(_RESERVED_BYTES // _PIECE_BYTES)]
    _KEPT.extend(pieces[::_PIECES_APART])


def gather(code: Iterable[tuple[int, int]] = ()) -> int:
    """
    Move what Python and the C library have in memory to large pages, and return how many there are.

    Args:
        code: Where there are functions of libraries, from the first address to the one behind the last; they
            stay where they are, but no longer belong to a file. No other thread may write there.
    """
    system = _system()
    if system is None:
        return 0
    found = sum(_collapsed(system, region * BYTES) for region in {id(piece) // BYTES for piece in _KEPT})
    last = (system.sbrk(0) or 0) // BYTES * BYTES
    while last and _collapsed(system, last := last - BYTES):
        found += 1
    return found + sum(_moved(system, start, end) for start, end in code)


def _system() -> Any:
    """Return the C library, or None where there is nothing to be done with it."""
    if not sys.platform.startswith("linux") or sys.maxsize < 2**32 or os.uname().machine != "x86_64":
        return None
    address, size, number = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
    system: Any = ctypes.CDLL(None)
    for name, result, arguments in (
        ("sbrk", address, (ctypes.c_ssize_t,)),
        ("mmap", address, (address, size, number, number, number, ctypes.c_long)),
        ("munmap", number, (address, size)),
        ("madvise", number, (address, size, number)),
        ("mprotect", number, (address, size, number)),
        ("mremap", address, (address, size, size, number, address)),
    ):
        getattr(system, name).restype, getattr(system, name).argtypes = result, arguments
    return system


def _collapsed(system: Any, address: int) -> bool:
    """Make one page of those that are there now, and tell whether it is."""
    return bool(system.madvise(address, BYTES, _COLLAPSE) == 0)


def _moved(system: Any, start: int, end: int) -> int:
    """Put a copy in the place of what can be run there, and return how many pages it has."""
    first, size = -(-start // BYTES) * BYTES, end // BYTES * BYTES - -(-start // BYTES) * BYTES
    if not 0 < size <= _MOST_CODE_BYTES:
        return 0
    memory = system.mmap(None, size + BYTES, mmap.PROT_READ | mmap.PROT_WRITE, _PRIVATE_MEMORY, -1, 0)
    if memory == _FAILED:
        return 0
    copy = -(-memory // BYTES) * BYTES
    system.madvise(copy, size, _POPULATE_AS_LARGE)
    ctypes.memmove(copy, first, size)
    large = all(_collapsed(system, copy + offset) for offset in range(0, size, BYTES))
    runs = large and system.mprotect(copy, size, mmap.PROT_READ | mmap.PROT_EXEC) == 0
    done = runs and system.mremap(copy, size, size, _INSTEAD, first) == first
    system.munmap(memory, copy - memory if done else size + BYTES)
    if done:
        system.munmap(copy + size, memory + BYTES - copy)
    return size // BYTES if done else 0
