"""What a grading could leave behind: processes, files, mounts, sockets, control groups, descriptors."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import psutil

_GRACE_S = 0.3


def snapshot(folders: Sequence[Path]) -> dict[str, list[str]]:
    """Return all that there is now, by kind; of files only those below *folders*."""
    return {
        "process": [_named(process) for process in psutil.process_iter()],
        "file": files(folders),
        "mount": Path("/proc/self/mountinfo").read_text().splitlines(),
        "socket": [line for name in ("unix", "tcp", "udp", "tcp6", "udp6") for line in _sockets(name)],
        "segment": [line for name in ("shm", "sem", "msg") for line in _ipc(name)],
        "group": [str(group) for group in _groups()],
    }


def files(folders: Sequence[Path]) -> list[str]:
    """Return all files below *folders* with their facts."""
    return [f"{path} ({_facts(path)})" for folder in folders for path in _below(folder)]


def left(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """Return what is in *after* alone, or is gone, in words."""
    found = []
    for kind, lines in after.items():
        found += [f"{kind} left: {line}" for line in sorted(set(lines) - set(before[kind]))]
        if kind in ("file", "mount"):
            found += [f"{kind} gone: {line}" for line in sorted(set(before[kind]) - set(lines))]
    return found


def left_after(before: dict[str, list[str]], folders: Sequence[Path]) -> list[str]:
    """Return what is left after a moment in which the dying may die."""
    end_s = time.monotonic() + _GRACE_S
    while (found := left(before, snapshot(folders))) and time.monotonic() < end_s:
        time.sleep(0.02)
    return found


def kill_children(keep: Callable[[], Collection[int]] = tuple) -> list[str]:
    """Return what still runs below this process after a moment, but for *keep*, and kill it; orphans come to us."""
    end_s = time.monotonic() + _GRACE_S
    while (alive := _alive(keep())) and time.monotonic() < end_s:
        time.sleep(0.01)
    named = [f"process left: {_named(process)}" for process in alive]
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return named


def descriptors(process: int | str = "self") -> int:
    """Return how many descriptors a process holds."""
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def _alive(keep: Collection[int]) -> list[psutil.Process]:
    found = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE and process.pid not in keep:
                found.append(process)
    return found


def _named(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.Error):
        return f"{process.pid} {' '.join(process.cmdline())[:300] or process.name()}"
    return f"{process.pid}"


def _below(folder: Path) -> list[Path]:
    """Return all paths below *folder*, whatever stands in the way of reading it."""
    found = []
    for place, folders, files in os.walk(folder):
        found += [Path(place, name) for name in (*folders, *files)]
    return sorted(found)


def _facts(path: Path) -> str:
    with contextlib.suppress(OSError):
        facts = path.lstat()
        return f"mode {facts.st_mode:o}, {0 if path.is_dir() else facts.st_size} bytes"
    return "unreadable"


def _sockets(name: str) -> list[str]:
    """Return listening and bound sockets; what two programs of ours say to each other has no name."""
    with contextlib.suppress(OSError):
        lines = Path("/proc/net", name).read_text().splitlines()[1:]
        if name == "unix":
            return [f"unix {line.split()[7]}" for line in lines if len(line.split()) > 7]
        return [f"{name} {' '.join(line.split()[1:4])}" for line in lines if line.split()[3] in ("0A", "07")]
    return []


def _ipc(name: str) -> list[str]:
    with contextlib.suppress(OSError):
        return [f"{name} {line}" for line in Path("/proc/sysvipc", name).read_text().splitlines()[1:]]
    return []


def _groups() -> list[Path]:
    own = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
    roots = [Path("/sys/fs/cgroup", names, path.lstrip("/")) for _, names, path in own if path != "/"]
    return sorted(path for root in roots for path in _below(root) if path.is_dir())
