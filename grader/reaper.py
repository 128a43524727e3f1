"""
Kill a child and all that it started, and tell how it ended. Knows nothing of what it did.

Beside the template, which runs no student code: whatever a check leaves behind becomes its child.
"""

from __future__ import annotations

import ctypes
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
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def kill_all(pid: int, alone: bool) -> list[object]:
    """
    Kill *pid* and all its descendants; return its ``[exit code or -signal, cpu_s, peak_bytes]``.

    Where this process is *alone*, the kernel kills all others at one stroke, so that none can fork away.
    """
    result: list[object] = [0, 0.0, 0]
    if alone:
        _kill(-1, os.kill)
    else:
        _kill(pid, os.killpg)
        _kill(pid, os.kill)
    end, pause_s = time.monotonic() + _REAP_S, _FIRST_PAUSE_S
    os.sched_yield()  # so that it can die, where there is one processor for it and us
    while time.monotonic() < end:
        try:
            dead, status, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return result
        if dead == pid:
            peak_bytes = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
            result = [os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, peak_bytes]
        elif dead == 0:
            for child in [-1] if alone else _children():
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
