"""
Join the segments of each loaded library, so that a process has fewer mappings and its forks are made sooner.

A library is mapped in five pieces that differ in what may be done there: what is only read apart from the
code that it surrounds, and the data that was fixed at the start apart from the other. A fork copies the
record of each and its end undoes that, which together takes as long as many a check's own work. Two pieces
do: what is read or run, and data. No wall is made of the difference: a process may change it for itself.
"""

from __future__ import annotations

import ctypes
import mmap
import sys
from collections.abc import Iterator, Sequence
from typing import Any

_THE_LIBRARY, _ITS_SEGMENTS = 2, 11  # RTLD_DI_LINKMAP, RTLD_DI_PHDR
_LOADED, _FIXED = 1, 0x6474E552  # PT_LOAD, PT_GNU_RELRO
_RUN, _WRITE, _READ = 1, 2, 4
_PAGE_BYTES = mmap.PAGESIZE

Range = tuple[int, int, int]
"""Where it begins, where it ends, and what may be done there."""


class _Segment(ctypes.Structure):
    """`Elf64_Phdr`."""

    _fields_ = (
        *((name, ctypes.c_uint32) for name in ("kind", "flags")),
        *((name, ctypes.c_uint64) for name in ("offset", "address", "_", "file_bytes", "bytes", "alignment")),
    )
    kind: int
    flags: int
    offset: int
    address: int
    bytes: int


class _Library(ctypes.Structure):
    """The beginning of `link_map`, whose address is a handle of the library as well."""

    _fields_ = (
        ("address", ctypes.c_uint64),
        ("name", ctypes.c_char_p),
        ("dynamic", ctypes.c_void_p),
        ("next", ctypes.c_void_p),
    )


def join() -> int:
    """
    Join what can be joined in all libraries that are loaded by now, and return how many pieces were.

    Belongs where no foreign code has run yet. Knows 64-bit Linux with glibc 2.36 or later; elsewhere, and
    where the system refuses, all stays as it is.
    """
    system = ctypes.CDLL(None)
    joined = 0
    for start, end, may in list(_found(system)):
        place = ctypes.c_void_p(start), ctypes.c_size_t(end - start)
        joined += system.mprotect(*place, _protection(may)) == 0
    return joined


def code() -> list[tuple[int, int]]:
    """Return where the functions of libraries are, and all between and around them that is only read."""
    return [(start, end) for start, end, may in _found(ctypes.CDLL(None)) if may & _RUN]


def _found(system: Any) -> Iterator[Range]:
    """Give what to treat as one; `dl_iterate_phdr` would need a page that can be both written and run."""
    if sys.maxsize < 2**32 or not hasattr(system, "dlinfo"):
        return
    library, segments = ctypes.c_void_p(), ctypes.POINTER(_Segment)()
    system.dlinfo.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
    system.dlinfo(system._handle, _THE_LIBRARY, ctypes.byref(library))
    while library.value:
        known = _Library.from_address(library.value)
        count = system.dlinfo(library, _ITS_SEGMENTS, ctypes.byref(segments))
        for start, end, may in _ranges(segments[: max(count, 0)]):
            yield known.address + start, known.address + end, may
        library = ctypes.c_void_p(known.next)


def _ranges(segments: Sequence[_Segment]) -> Iterator[Range]:
    """Give what to treat as one of a library, in addresses of its own."""
    run: list[_Segment] = []
    for segment in segments:
        if segment.kind == _FIXED:
            yield _down(segment.address), _down(segment.address + segment.bytes), _READ | _WRITE
        if segment.kind != _LOADED or segment.flags & _WRITE:
            continue
        if run and not _follows(segment, run[-1]):
            yield from _joined(run)
            run = []
        run.append(segment)
    yield from _joined(run)


def _joined(run: Sequence[_Segment]) -> Iterator[Range]:
    if len(run) > 1:
        may = 0
        for segment in run:
            may |= segment.flags
        yield _down(run[0].address), _up(run[-1].address + run[-1].bytes), may


def _follows(segment: _Segment, other: _Segment) -> bool:
    """Tell whether *segment* is behind the *other* one, in memory as in the file, with nothing between."""
    side_by_side = _down(segment.address) == _up(other.address + other.bytes)
    return side_by_side and segment.address - segment.offset == other.address - other.offset


def _protection(may: int) -> int:
    """Return what `mprotect` knows as *may*."""
    named = ((_READ, mmap.PROT_READ), (_WRITE, mmap.PROT_WRITE), (_RUN, mmap.PROT_EXEC))
    return sum(flag for each, flag in named if may & each)


def _down(address: int) -> int:
    return address // _PAGE_BYTES * _PAGE_BYTES


def _up(address: int) -> int:
    return -(-address // _PAGE_BYTES) * _PAGE_BYTES
