"""Measure processor and wall time: of programs that end, of a tree of processes that lives on. Linux only."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Processor seconds of all processes together, and wall seconds."""

    cpu_s: float
    wall_s: float

    def __truediv__(self, count: int) -> Cost:
        """Return the cost of one of *count*."""
        return Cost(self.cpu_s / count, self.wall_s / count)


def of_command(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], output: Path
) -> tuple[Cost, int]:
    """
    Run *command* in *folder*, what it prints going to the file *output*.

    Returns:
        What it and all that it has waited for cost, and its exit code.
    """
    with output.open("wb") as log:
        started_s = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        _, status, used = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - started_s
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(used.ru_utime + used.ru_stime, wall_s), process.returncode


def of_calls(work: Callable[[], object]) -> Cost:
    """
    Call *work* and return what this process and all below it spent meanwhile.

    Those below may have been there before and may be there after; one that ends without being waited for
    is missed, and ticks are 10 ms, so *work* should take a second or more.
    """
    started_s, before_s = time.perf_counter(), tree_cpu_s()
    work()
    return Cost(tree_cpu_s() - before_s, time.perf_counter() - started_s)


def tree_cpu_s() -> float:
    """Return the processor seconds of this process, of all below it, and of those they have waited for."""
    times: dict[int, float] = {}
    children: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            text = (place / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:  # it has ended
            continue
        fields = text.rpartition(") ")[2].split()
        times[int(place.name)] = sum(map(int, fields[11:15])) / _TICKS
        children.setdefault(int(fields[1]), []).append(int(place.name))
    waiting, total_s = [os.getpid()], 0.0
    while waiting:
        pid = waiting.pop()
        total_s += times.get(pid, 0.0)
        waiting += children.get(pid, [])
    return total_s


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each of both times."""
    return Cost(
        *(statistics.median(times) for times in ([c.cpu_s for c in costs], [c.wall_s for c in costs]))
    )


def keep_to_one_processor() -> None:
    """Keep this process, and all that it will start, to the last processor that it may use."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
