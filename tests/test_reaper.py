"""Specify that a child is ended with all that it started, and how its end is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from grader import reaper

SOURCE = Path(reaper.__file__).parent
RUN = """
import json, os, sys, time
sys.path.insert(0, {folder!r})
import reaper
reaper.adopt_orphans()
reading, writing = os.pipe()
pid = os.fork()
if pid == 0:
    {body}
os.close(writing)
told = b""
while not told.endswith(b"0"):
    told += os.read(reading, 100)
started = told.decode().split()
print(json.dumps([reaper.kill_all(pid, alone=False), started]))
"""
FAMILY = """
    os.setsid()
    for _ in range(2):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.write(writing, f"{os.getpid()} ".encode())
                time.sleep(60)
            os._exit(0)
    time.sleep(0.2)
    os.write(writing, b"0")
    time.sleep(60)
"""


def run(body):
    """Kill a child that does *body*, in a process of its own; return its ending and whom it had started."""
    program = RUN.replace("{folder!r}", repr(str(SOURCE))).replace("{body}", body.strip())
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=True, timeout=30)
    ending, started = __import__("json").loads(done.stdout)
    return ending, [int(pid) for pid in started if pid != "0"]


@pytest.mark.parametrize(
    "body, code",
    [
        ("os.write(writing, b'0'); os._exit(3)", (3, -signal.SIGKILL)),
        ("os.write(writing, b'0'); time.sleep(60)", (-signal.SIGKILL,)),
        ("os.write(writing, b'0'); os.abort()", (-signal.SIGABRT, -signal.SIGKILL)),
    ],
)
def test_the_ending_is_told(body, code):
    """Exit code or signal; whoever still runs is killed."""
    ended, _ = run(body)

    assert ended in code


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="orphans are adopted on Linux")
def test_descendants_in_sessions_of_their_own_are_killed():
    """Their parents have ended, so that they have become ours."""
    _, started = run(FAMILY)

    end_s = time.monotonic() + 2
    while any(map(psutil.pid_exists, started)) and time.monotonic() < end_s:
        time.sleep(0.01)
    assert len(started) == 2
    assert not any(map(psutil.pid_exists, started))


def test_who_is_alone_kills_all_at_one_stroke(monkeypatch):
    """The kernel does it, so that nobody can fork away meanwhile."""
    killed = []
    monkeypatch.setattr(reaper.os, "kill", lambda pid, number: killed.append(pid))
    monkeypatch.setattr(reaper.os, "killpg", lambda pid, number: None)
    monkeypatch.setattr(reaper.os, "waitpid", lambda *_: (_ for _ in ()).throw(ChildProcessError()))

    reaper.kill_all(4711, alone=True)

    assert killed == [-1]
    assert os.getpid() not in killed


def test_who_is_alone_waits_for_all_that_die_and_tells_of_the_child(monkeypatch):
    """The kernel has the last word on when they are gone; nobody asks again and again meanwhile."""
    dead, waits = [(5, 0), (4711, signal.SIGKILL), (6, 0)], []

    def wait(pid, options):
        waits.append((pid, options))
        if not dead:
            raise ChildProcessError
        return dead.pop(0)

    monkeypatch.setattr(reaper.os, "kill", lambda pid, number: None)
    monkeypatch.setattr(reaper.os, "waitpid", wait)
    monkeypatch.setattr(reaper.time, "sleep", None)

    ending = reaper.kill_all(4711, alone=True)

    assert ending == -signal.SIGKILL
    assert waits == [(-1, 0)] * 4


def test_who_is_alone_does_not_mind_that_nobody_is_left(monkeypatch):
    """A worker may have ended by itself, and the kernel then finds nobody to kill."""

    def refuse(pid, number):
        raise ProcessLookupError

    monkeypatch.setattr(reaper.os, "kill", refuse)
    monkeypatch.setattr(reaper.os, "waitpid", lambda *_: (_ for _ in ()).throw(ChildProcessError()))

    assert reaper.kill_all(4711, alone=True) == 0
