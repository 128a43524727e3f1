"""
Kill a child and all that it started, and tell how it ended. Knows nothing of what it did.

Beside the template, which runs no student code: whatever a check leaves behind becomes its child.
"""

from __future__ import annotations

import ctypes
import functools
import os
import signal
import sys
import time
from collections.abc import Callable

_PR_SET_CHILD_SUBREAPER = 36
_REAP_S = 5.0
_FIRST_PAUSE_S, _LAST_PAUSE_S = 0.0001, 0.002


def adopt_orphans() -> None:
    """Become the parent of whatever a check's child leaves behind (Linux)."""
    if sys.platform == "linux":
        _prctl()(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


@functools.cache
def _prctl() -> Callable[..., int]:
    """Return the system's function; looked up once for a process and all that it forks."""
    function: Callable[..., int] = ctypes.CDLL(None).prctl
    return function


def kill_all(pid: int, alone: bool) -> int:
    """
    Kill *pid* and all its descendants; return its exit code, or the number of its signal below zero.

    Where this process is *alone*, the kernel kills all others at one stroke, so that none can fork away.
    Then nothing is left but to wait, as long as the kernel takes; the judge's patience ends before.
    """
    if not alone:
        return _hunted(pid)
    _kill(-1, os.kill)
    code = 0
    try:
        while True:
            dead, status = os.waitpid(-1, 0)
            if dead == pid:
                code = os.waitstatus_to_exitcode(status)
    except ChildProcessError:
        return code


def _hunted(pid: int) -> int:
    """Kill one after the other until none is left, and tell as `kill_all` does."""
    _kill(pid, os.killpg)
    _kill(pid, os.kill)
    end, pause_s = time.monotonic() + _REAP_S, _FIRST_PAUSE_S
    os.sched_yield()  # so that it can die, where there is one processor for it and us
    code = 0
    while time.monotonic() < end:
        try:
            dead, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return code
        if dead == pid:
            code = os.waitstatus_to_exitcode(status)
        elif dead == 0:
            for child in _children():
                _kill(child, os.kill)
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, _LAST_PAUSE_S)
    os._exit(1)


def _kill(target: int, kill: Callable[[int, int], None]) -> None:
    try:  # noqa: SIM105  done behind every check, where suppress takes twice as long
        kill(target, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def _children() -> list[int]:
    """Return this process's children, adopted ones included (Linux; elsewhere the group must do)."""
    try:
        with open("/proc/thread-self/children") as children:
            return [int(pid) for pid in children.read().split()]
    except OSError:
        return []
