"""
Tell how long a worker and its judge have waited for a processor, which is nobody's slowness.

Reads what Linux counts for each thread: time in which it could have run and others did, the share of a
container's quota included. Where that is not counted nothing is known to have been waited.
"""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections.abc import Iterator

import psutil

MOST = 5.0
"""At most so many times a limit of wall time is added to it: what never ends must end some time."""

_NANOSECOND = 1e-9
_MOMENT_S = 0.05


class Starvation:
    """
    What was waited since the beginning of a check.

    Args:
        family: The process under which the workers run somewhere.
    """

    def __init__(self, family: psutil.Process) -> None:
        self.family = family
        self._before_s, self._read_s = 0.0, -math.inf

    def begin(self) -> None:
        """Count from now on, or from a moment ago: short checks would spend much of their time on looking."""
        now_s = time.monotonic()
        if now_s - self._read_s > _MOMENT_S:
            self._before_s, self._read_s = _waited_s(os.getpid()), now_s

    def is_over(self, passed_s: float, limit_s: float) -> bool:
        """Tell whether *passed_s* of wall time are over *limit_s* when what was waited is taken off."""
        return passed_s > limit_s and passed_s - min(self.seconds(), MOST * limit_s) > limit_s

    def seconds(self) -> float:
        """Return the seconds that the worker, with all that it started, and the judge have waited in all."""
        waited_s = _waited_s(os.getpid()) - self._before_s
        with contextlib.suppress(psutil.Error):
            waited_s += sum(_waited_s(process.pid) for process in self.family.children(recursive=True))
        return waited_s


def _waited_s(pid: int) -> float:
    """Return the longest wait of a thread of the process *pid*: those of several threads overlap."""
    return max(_waits_s(f"/proc/{pid}/task"), default=0.0)


def _waits_s(threads: str) -> Iterator[float]:
    with contextlib.suppress(OSError):
        for thread in os.listdir(threads):  # noqa: PTH208  see `_text`
            with contextlib.suppress(OSError, IndexError, ValueError):
                yield int(_text(f"{threads}/{thread}/schedstat").split()[1]) * _NANOSECOND


def _text(path: str) -> bytes:
    """Return what is in a small file of the system's, at a third of what a `Path` takes."""
    number = os.open(path, os.O_RDONLY)
    try:
        return os.read(number, 256)
    finally:
        os.close(number)
