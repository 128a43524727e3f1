"""
How long `grader check` takes on a right submission, from the command, at a terminal as a student has one.

To the first verdict that is shown, to the verdicts of all unit and gradient checks, and to the end with the
training on MNIST. A fresh process each time, files in the disk's cache, BENCH_RUNS runs (7).
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

GRADER = (sys.executable, "-c", "from grader.cli import main; main()")
COUNT = re.compile(r"(\d+) of (\d+)  ")
ALLOWED_S = {"first verdict": 0.6, "unit and gradient checks": 2.0}


def main() -> None:
    """Print medians and the slowest."""
    from benchmarks import tables

    runs = int(os.environ.get("BENCH_RUNS", "7"))
    with tempfile.TemporaryDirectory() as folder:
        course, own = places(Path(folder))
        measured(course, own)  # fills the disk's cache
        times = [measured(course, own) for _ in range(runs)]
    rows = [
        (
            name,
            statistics.median(each[name] for each in times),
            max(each[name] for each in times),
            limit(name),
        )
        for name in times[0]
    ]
    note = f"{runs} runs, {os.cpu_count()} cores; wall time but for the last row."
    tables.write("check", ("grader check, seconds to", "median", "slowest", "allowed"), rows, note)


def places(folder: Path) -> tuple[Path, Path]:
    """Return an assignment as students have it, and a right submission."""
    course, own = folder / "course", folder / "ada"
    (course / "exercises").mkdir(parents=True)
    shutil.copy(PROJECT / "config.yaml", course)
    shutil.copytree(PROJECT / "exercises/checks", course / "exercises/checks")
    own.mkdir()
    for file in (PROJECT / "reference").glob("*.py"):
        shutil.copy(file, own)
    return course, own


def measured(course: Path, own: Path) -> dict[str, float]:
    """Return seconds from the command to what is shown, and processor seconds of all processes."""
    master, slave = pty.openpty()
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(PROJECT)}
    before = os.times()
    started_s = time.perf_counter()
    process = subprocess.Popen(
        [*GRADER, "check", "-a", course, "."],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=own,
        env=environment,
    )
    os.close(slave)
    seen = dict.fromkeys(("first verdict", "unit and gradient checks"), 0.0)
    for at_s, done, total in counts(master, started_s):
        if done >= 1:
            seen["first verdict"] = seen["first verdict"] or at_s
        if done >= total - 1:
            seen["unit and gradient checks"] = seen["unit and gradient checks"] or at_s
    code, ended_s, after = process.wait(), time.perf_counter() - started_s, os.times()
    os.close(master)
    if code != 0 or not all(seen.values()):
        raise SystemExit(f"the submission should pass and its progress be shown: code {code}, {seen}")
    cpu_s = after.children_user + after.children_system - before.children_user - before.children_system
    return {**seen, "the end, with the training": ended_s, "the end, CPU": cpu_s}


def counts(master: int, started_s: float):
    """Yield when each count of ended checks was shown, with how many there are."""
    text = ""
    while True:
        try:
            data = os.read(master, 1 << 16)
        except OSError:  # the terminal's last user has gone
            return
        if not data:
            return
        at_s = time.perf_counter() - started_s
        text = text[-40:] + data.decode("utf-8", "replace")
        for found in COUNT.finditer(text):
            yield at_s, int(found.group(1)), int(found.group(2))


def limit(name: str) -> str:
    """Return what is allowed, if anything is."""
    return f"{ALLOWED_S[name]:g}" if name in ALLOWED_S else ""


if __name__ == "__main__":
    main()
