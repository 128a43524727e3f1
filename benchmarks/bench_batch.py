"""
What grading a class costs: time, and what the coordinator holds of it, at several sizes; then all again.

``python benchmarks/bench_batch.py [SIZES [LEFT_OUT ...]]``, such as ``100,300,1000 'mnist/*'``: the
classes are made of the examples and the misconceptions; checks that fit a pattern are left out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.classrooms import write_class, write_course

SIZES = (10, 20, 40)
_LOOK_S = 0.2


@dataclass(frozen=True)
class Run:
    """One `grader batch`: wall seconds, processor seconds of all its processes, the coordinator's peak."""

    wall_s: float
    cpu_s: float
    peak_bytes: int
    code: int


def main() -> None:
    """Print a line for each size."""
    sizes = [int(size) for size in sys.argv[1].split(",")] if len(sys.argv) > 1 else list(SIZES)
    with tempfile.TemporaryDirectory() as scratch:
        course = write_course(Path(scratch) / "course", tuple(sys.argv[2:]))
        print(f"{os.cpu_count()} processors; left out: {' '.join(sys.argv[2:]) or 'nothing'}")
        print("submissions    wall s   each, CPU s   coordinator MB   again, wall s   again MB   codes")
        for size in sizes:
            submissions = write_class(Path(scratch) / f"class{size}", size)
            first, again = (run(course, submissions, Path(scratch) / f"out{size}") for _ in range(2))
            print(
                f"{size:11} {first.wall_s:9.1f} {first.cpu_s / size:13.2f} {first.peak_bytes / 1e6:16.0f}"
                f" {again.wall_s:15.1f} {again.peak_bytes / 1e6:10.0f}   {first.code} {again.code}",
                flush=True,
            )


def run(course: Path, submissions: Path, out: Path, *more: str) -> Run:
    """Grade a class by the command, with the options *more*."""
    grader = [sys.executable, "-c", "from grader.cli import main; main()"]
    command = [*grader, "batch", str(submissions), "-o", str(out), "-a", str(course), *more]
    before, started_s = os.times(), time.perf_counter()
    with (out.parent / f"{out.name}.log").open("a") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        peak_bytes = 0
        while process.poll() is None:
            peak_bytes = max(peak_bytes, _peak_bytes(process.pid))
            time.sleep(_LOOK_S)
    after = os.times()
    cpu_s = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(time.perf_counter() - started_s, cpu_s, peak_bytes, process.returncode)


def _peak_bytes(pid: int) -> int:
    """Return the most memory that a process has held so far; 0 where nobody tells."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found.group(1)) * 1024 if found else 0


if __name__ == "__main__":
    main()
