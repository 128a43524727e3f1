"""
Watch from outside what a call of student code uses, and say which limit it passed.

Looks first after a while, and then ever more rarely, so that short calls cost nothing.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import psutil

from grader import faults
from grader.records import Limits
from grader.starvation import Starvation

_THREADS = 128
_FIRST_TICK_S, _LAST_TICK_S = 0.05, 0.25


class Watch:
    """
    What one call has used since this object was made.

    Args:
        limits: What the call may use.
        check_started_s: When the check began, by the monotonic clock.
        starvation: Of the check; what was waited for a processor is taken off the wall time. The memory of
            the process at the head of its family does not count.
        call: What is called, in the judge's words.
        overfull: Tells whether more files were written than allowed.
    """

    def __init__(
        self,
        limits: Limits,
        check_started_s: float,
        starvation: Starvation,
        call: str,
        overfull: Callable[[], bool] = bool,
    ) -> None:
        self._family, self._limits, self._call, self._overfull = starvation.family, limits, call, overfull
        self._check_started_s, self._starvation = check_started_s, starvation
        self._start_s = time.monotonic()
        self._look_s = self._start_s + _FIRST_TICK_S
        self._cpu_at_start_s: float | None = None
        self.tick_s = _FIRST_TICK_S

    def look(self) -> None:
        """Raise the fault of the first limit that is passed, once a tick at most."""
        now_s = time.monotonic()
        if now_s < self._look_s:
            return
        self.tick_s = min(2 * self.tick_s, _LAST_TICK_S)
        self._look_s = now_s + self.tick_s
        limits = self._limits
        with contextlib.suppress(psutil.Error):
            self._look_at_use(now_s)
        if self._overfull():
            raise faults.OutputLimit(
                f"{self._call} wrote more files, or larger ones, than there is room for", {"call": self._call}
            )
        if self._starvation.is_over(now_s - self._start_s, limits.call_wall_s):
            raise too_long(self._call, f"{limits.call_wall_s:g} s")
        if self._starvation.is_over(now_s - self._check_started_s, limits.check_wall_s):
            raise too_long(self._call, f"{limits.check_wall_s:g} s for all calls of one check")

    def _look_at_use(self, now_s: float) -> None:
        cpu_s, rss_bytes, threads = self._used()
        if self._cpu_at_start_s is None:
            # A late first look, with the judge itself busy, is not held against the call.
            self._cpu_at_start_s = cpu_s - min(now_s - self._start_s, _FIRST_TICK_S)
        limits = self._limits
        if threads > _THREADS:
            raise faults.Blocked(
                f"{self._call} had {threads} processes and threads at a time, more than {_THREADS}",
                {"call": self._call, "limit": f"{_THREADS} threads"},
            )
        if rss_bytes > limits.memory_bytes:
            raise out_of_memory(self._call, limits)
        if cpu_s - self._cpu_at_start_s > limits.call_cpu_s:
            raise too_long(self._call, f"{limits.call_cpu_s:g} s of CPU time")

    def _used(self) -> tuple[float, int, int]:
        """Return CPU seconds, resident bytes and threads of the family; the seconds of ended members too."""
        cpu_s, rss_bytes, threads = sum(self._family.cpu_times()[:4]), 0, 0
        for process in self._family.children(recursive=True):
            with contextlib.suppress(psutil.Error), process.oneshot():
                cpu_s += sum(process.cpu_times()[:4])
                rss_bytes += process.memory_info().rss
                threads += process.num_threads()
        return cpu_s, rss_bytes, threads


def out_of_memory(call: str, limits: Limits) -> faults.MemoryLimit:
    """Return the fault of a *call* that used more memory than *limits* allow."""
    limit = f"{limits.memory_bytes // 2**20} MB of memory"
    text = f"{call} used more than the limit of {limit} (limits.memory_mb of config.yaml)"
    return faults.MemoryLimit(text, {"call": call, "limit": limit})


def too_long(call: str, limit: str) -> faults.TimeLimit:
    """Return the fault of a *call* that passed *limit*, both in words."""
    return faults.TimeLimit(
        f"{call} took longer than the limit of {limit}: is there a loop that never ends?",
        {"call": call, "limit": limit},
    )
