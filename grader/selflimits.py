"""Set the kernel's own limits on this process: the second line behind the judge's watch."""

from __future__ import annotations

import resource
from collections.abc import Sequence

_SPARE = {resource.RLIMIT_CPU: 1, resource.RLIMIT_AS: 32 * 2**20}
_DESCRIPTORS = 64

Bounds = Sequence[tuple[int, tuple[int, int]]]
"""Resources by number, each with its soft and its hard limit."""


def hold_to(limits: Bounds) -> None:
    """Hold this process, and all that it will start, to *limits*, those of `bounds`; there is no way back."""
    for name, pair in limits:
        resource.setrlimit(name, pair)


def bounds(address_bytes: int | None, cpu_s: int, file_bytes: int, processes: int | None = None) -> Bounds:
    """
    Return limits that are within those of this process.

    Args:
        address_bytes: Of memory that may be mapped, this interpreter's own included; None without a limit.
        cpu_s: Seconds of processor time.
        file_bytes: The size of each file.
        processes: Of its user, threads counted; None without a limit.
    """
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: cpu_s,
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_NOFILE: _DESCRIPTORS,
    }
    if address_bytes is not None:
        limits[resource.RLIMIT_AS] = address_bytes
    if processes is not None:
        limits[resource.RLIMIT_NPROC] = processes
    found: list[tuple[int, tuple[int, int]]] = []
    for name, value in limits.items():
        hard = resource.getrlimit(name)[1]
        # At the soft limit of CPU time comes a signal that tells why, at the hard one the end. Memory
        # above its soft limit is what `Servant` needs to tell of a MemoryError.
        wanted = (value, value + _SPARE.get(name, 0))
        unlimited = hard == resource.RLIM_INFINITY
        found.append((name, wanted if unlimited else (min(value, hard), min(wanted[1], hard))))
    return found
