"""Specify what counts as waiting for a processor, and how far that stretches a limit."""

from __future__ import annotations

import os
import subprocess
import sys

import psutil
import pytest

from grader import starvation
from grader.starvation import MOST, Starvation

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone counts it")


class Waited(Starvation):
    """Somebody who has waited as long as a test says."""

    def __init__(self, waited_s):
        self.waited_s = waited_s

    def seconds(self):
        return self.waited_s


@pytest.mark.parametrize(
    "passed_s, waited_s, over",
    [(9.0, 0.0, False), (11.0, 0.0, True), (30.0, 25.0, False), (30.0, 15.0, True)],
)
def test_what_was_waited_is_taken_off(passed_s, waited_s, over):
    """Of a limit of 10 seconds."""
    assert Waited(waited_s).is_over(passed_s, 10.0) is over


def test_what_never_ends_meets_a_limit_all_the_same():
    """However much it claims to have waited."""
    assert not Waited(1e9).is_over(10.0 * (1 + MOST) - 0.1, 10.0)
    assert Waited(1e9).is_over(10.0 * (1 + MOST) + 0.1, 10.0)


def test_within_the_limit_nobody_looks(monkeypatch):
    """It costs nothing as long as there is nothing to decide."""
    one = Starvation(psutil.Process())
    one.begin()
    monkeypatch.setattr(starvation, "_waited_s", lambda pid: 1 / 0)

    assert not one.is_over(1.0, 2.0)


def test_what_was_waited_before_a_check_is_not_its_own(monkeypatch):
    """Each check counts from its beginning on, or from the last look if that was a moment ago."""
    waited, now = [5.0], [1000.0]
    monkeypatch.setattr(starvation, "_waited_s", lambda pid: waited[0])
    monkeypatch.setattr(starvation.time, "monotonic", lambda: now[0])
    one = Starvation(psutil.Process(os.getpid()))
    monkeypatch.setattr(one.family, "children", lambda recursive: [])

    one.begin()
    waited[0], now[0] = 7.0, 1000.02
    one.begin()
    first = one.seconds()
    now[0] = 1000.2
    one.begin()

    assert (first, one.seconds()) == (2.0, 0.0)


@linux
def test_a_process_that_competes_has_waited_and_one_that_sleeps_has_not():
    """Three that never rest share one processor; a fourth sleeps."""
    cpu = min(os.sched_getaffinity(0))
    pin = f"import os, time; os.sched_setaffinity(0, [{cpu}]); end = time.monotonic() + 1.5\n"
    busy = [sys.executable, "-c", f"{pin}while time.monotonic() < end: pass"]
    idle = [sys.executable, "-c", f"{pin}time.sleep(1.5)"]
    running = [subprocess.Popen(command) for command in (busy, busy, busy, idle)]
    try:
        psutil.wait_procs([], timeout=0)
        for _ in range(14):
            waits = [starvation._waited_s(process.pid) for process in running]
            if max(waits[:3]) > 0.3:
                break
            subprocess.run(["sleep", "0.1"], check=True)
    finally:
        for process in running:
            process.kill()
            process.wait()

    assert max(waits[:3]) > 0.3
    assert waits[3] < max(waits[:3])


def test_who_has_gone_has_waited_for_nothing():
    """No such process, no such file, another system: nothing is known."""
    assert starvation._waited_s(2**22 + 1) == 0.0
