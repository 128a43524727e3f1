"""
How long after a save fresh verdicts are on the screen of `grader check --watch`, at a real terminal.

A right submission; each edit is a save by renaming while the training on MNIST of the one before still
runs, which is the worst moment. From just before the save until the drawn screen has been read.
"""

from __future__ import annotations

import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

EDITS = 20
PAUSE_S = 1.5
COUNT = re.compile(r"(\d+) of \d+ passed")


def main() -> None:
    """Print the medians."""
    from benchmarks.bench_check import places

    with tempfile.TemporaryDirectory() as folder:
        course, own = places(Path(folder))
        ready_s, firsts, wholes = measured(course, own)
    print(f"{EDITS} saves of layers.py, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end")
    print(f"  from the command to the first run: {ready_s:.2f} s")
    for name, times in (("first fresh verdict", firsts), ("all verdicts of the task", wholes)):
        print(f"  {name}: median {statistics.median(times):.2f} s, slowest {max(times):.2f} s (allowed: 1 s)")


def measured(course: Path, own: Path) -> tuple[float, list[float], list[float]]:
    """Return seconds to the first run, then for each edit those to the first and to the last verdict."""
    from tests.emulation import GRADER, Terminal

    firsts, wholes = [], []
    started_s = time.perf_counter()
    with Terminal(
        (*GRADER, "check", "--watch", "-a", course, "."), columns=100, rows=40, folder=own
    ) as terminal:
        terminal.until("layers/", quiet_s=0)
        ready_s = time.perf_counter() - started_s
        terminal.until("mnist/accuracy")
        source = (own / "layers.py").read_text(encoding="utf-8")
        for number in range(EDITS):
            pause(terminal)
            (own / "new").write_text(f"{source}\n# edit {number}\n", encoding="utf-8")
            before = passed(terminal.screen)
            saved_s = time.perf_counter()
            (own / "new").rename(own / "layers.py")
            terminal.until(lambda screen, before=before: passed(screen) < before, quiet_s=0)
            stale = passed(terminal.screen)
            terminal.until(lambda screen, stale=stale: passed(screen) > stale, quiet_s=0)
            firsts.append(time.perf_counter() - saved_s)
            terminal.until(past_the_task, quiet_s=0)
            wholes.append(time.perf_counter() - saved_s)
            terminal.until(training_or_done)
        terminal.press("q")
        assert terminal.ended() == 0
    return ready_s, firsts, wholes


def pause(terminal) -> None:
    """Look on for a while, as a student does who thinks."""
    end_s = time.perf_counter() + PAUSE_S
    while time.perf_counter() < end_s:
        terminal.look(0.05)


def past_the_task(screen) -> bool:
    """Tell whether a later task runs, or nothing any more: a short one may never be drawn."""
    return "network/" in screen.text() or training_or_done(screen)


def training_or_done(screen) -> bool:
    """Tell whether the last check runs, or none."""
    return "mnist/accuracy" in screen.text() or "waiting for the next save" in screen.text()


def passed(screen) -> int:
    """Return how many checks are passed by what is there now."""
    return int(COUNT.search(screen.lines()[0]).group(1))


if __name__ == "__main__":
    main()
