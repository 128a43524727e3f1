"""
Put arrays where many processes can read them and none can write: one copy in memory, whoever looks at it.

Both ends use it: the judge fills a shelf, a template looks at it before any student code runs.
"""

from __future__ import annotations

import ctypes
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Layout = list[list[Any]]

_ALIGNED_BYTES = 64


@dataclass(frozen=True)
class Shelf:
    """
    Arrays in a file in memory that is sealed: whoever holds *fd* can read them, by *layout*.

    Args:
        arrays: Those that were put there.
        fd: Open as long as this process lives; it is not inherited.
        layout: The dtype, shape and place in bytes of each.
    """

    arrays: tuple[Array, ...]
    fd: int
    layout: Layout


def filled(arrays: Sequence[Array]) -> Shelf | None:
    """Return a shelf with *arrays*, or None where the system knows no sealed files in memory."""
    import fcntl

    if not hasattr(os, "memfd_create") or not hasattr(fcntl, "F_ADD_SEALS"):
        return None
    fd = os.memfd_create("shelf", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    layout: Layout = []
    end = 0
    for array in arrays:
        layout.append([array.dtype.str, list(array.shape), end])
        _write(fd, np.ascontiguousarray(array), end)
        end += -(-array.nbytes // _ALIGNED_BYTES) * _ALIGNED_BYTES
    os.ftruncate(fd, max(end, 1))
    seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
    fcntl.fcntl(fd, fcntl.F_ADD_SEALS, seals)
    return Shelf(tuple(arrays), fd, layout)


def seen(fd: int, layout: Layout) -> list[Array]:
    """
    Return the arrays of a shelf, in sight also when *fd* is closed; no other descriptor is kept.

    Raises:
        ValueError: It is not sealed against writing.
        OSError: The system does not let us look at it.
    """
    import fcntl  # where there is a shelf: in every fork otherwise

    if not fcntl.fcntl(fd, fcntl.F_GET_SEALS) & fcntl.F_SEAL_WRITE:
        raise ValueError("a shelf that is not sealed")
    memory = _mapped(fd)
    return [
        np.frombuffer(memory, np.dtype(kind), math.prod(shape), place).reshape(shape)
        for kind, shape, place in layout
    ]


def _mapped(fd: int) -> memoryview:
    """Map a file for as long as this process lives; `mmap.mmap` would keep a descriptor of it."""
    import mmap

    size, libc = os.fstat(fd).st_size, ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_int64]
    address = libc.mmap(None, size, mmap.PROT_READ, mmap.MAP_SHARED, fd, 0)
    if address in (None, ctypes.c_void_p(-1).value):
        raise OSError(ctypes.get_errno(), "a shelf cannot be mapped")
    return memoryview((ctypes.c_char * size).from_address(address)).cast("B").toreadonly()


def _write(fd: int, array: Array, place: int) -> None:
    data = array.reshape(-1).view(np.uint8).data
    while data:
        written = os.pwrite(fd, data, place)
        data, place = data[written:], place + written
