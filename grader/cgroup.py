"""
Hold a group of processes to memory and number, where this system lets us. Knows not what they run.

Control groups of version 2, or the memory and pids hierarchies of version 1. Only groups that are ours
are used: the root of what is mounted here, one that belongs to our user, one that systemd marked as
delegated. Root can write to every group, but one into which another program has put us is that
program's: it may count, limit, kill or remove by it, and processes that we moved out would escape it.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

_CONTROLLERS = ("memory", "pids")
_LEAF = "grader-leaf"
_NAME = re.compile(r"grader-(\d+)-")
_PROCS, _SUBTREE = "cgroup.procs", "cgroup.subtree_control"
_FOREIGN = "{}: this group is another program's, and not delegated"
_MARKS = ("user.delegate", "trusted.delegate")
_MEMORY_FILES = (("memory.limit_in_bytes", "memory.memsw.limit_in_bytes"), ("memory.max", "memory.swap.max"))
_REMOVAL_S = 1.0
_ROUNDS = 50


class _Unavailable(Exception):
    """No group can be made; the text says why."""


class Group:
    """
    A group of processes that are limited, counted and killed together.

    Attributes:
        path: Its folder, that of the memory controller where there are two.
        joins: The files into each of which a process's number is written to put it into the group; 0
            stands for the writer. Version 2 has one, version 1 has two.
    """

    def __init__(self, folders: tuple[Path, ...]) -> None:
        """Take over *folders*, which exist: one, or those of the controllers memory and pids."""
        self.path = folders[0]
        self.joins = tuple(folder / _PROCS for folder in folders)
        self._folders = folders

    def limit(self, memory_bytes: int, processes: int) -> None:
        """
        Set the most that the processes may use together, without swap, and how many they may be.

        A thread counts as one of *processes*. May be called again with other numbers.

        Raises:
            OSError: The kernel refuses, as where more is in use than can be taken back.
        """
        version_2 = len(self._folders) == 1
        limit, swap = _MEMORY_FILES[version_2]
        # In version 1 memory with swap may never be the smaller one, neither on the way up nor down.
        for file, value in ((limit, memory_bytes), (swap, 0 if version_2 else memory_bytes)):
            with contextlib.suppress(OSError):  # a kernel without swap has no such file
                _write(self.path / file, value)
        _write(self.path / limit, memory_bytes)
        _write(self._folders[-1] / "pids.max", processes)

    def add(self, pid: int) -> None:
        """
        Put process *pid* into the group, with all its threads; what it starts from now on is in it too.

        Raises:
            OSError: There is no such process, or the kernel refuses.
        """
        for join in self.joins:
            _write(join, pid)

    def peak_bytes(self) -> int | None:
        """Return the most memory that was in use at once, files' pages included; None where untold."""
        for name in ("memory.peak", "memory.max_usage_in_bytes"):
            with contextlib.suppress(OSError, ValueError):
                return int(_read(self.path / name))
        return None

    def kills_for_memory(self) -> int:
        """Return how many processes of the group the kernel has killed for memory."""
        for name in ("memory.events", "memory.oom_control"):
            with contextlib.suppress(OSError):
                fields = dict(line.split() for line in _read(self.path / name).splitlines())
                return int(fields.get("oom_kill", 0))
        return 0

    def kill(self) -> None:
        """Kill every process of the group; the group stays."""
        with contextlib.suppress(OSError):
            if (at_once := self.path / "cgroup.kill").exists():
                _write(at_once, 1)
                return
        number, before = self._folders[-1] / "pids.max", "max"
        with contextlib.suppress(OSError):  # so that a fork bomb cannot outrun its end
            before = _read(number).strip()
            _write(number, 0)
        for _ in range(_ROUNDS):
            if not (pids := self._pids()):
                break
            for pid in pids:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.001)
        with contextlib.suppress(OSError):
            _write(number, before)

    def _pids(self) -> list[int]:
        """List the processes but 0, which is one that has no number here."""
        with contextlib.suppress(OSError):
            return sorted({int(word) for join in self.joins for word in _read(join).split()} - {0})
        return []

    def close(self) -> None:
        """Kill what is left in the group and remove it; twice does no harm, and it never raises."""
        if any(folder.exists() for folder in self._folders):
            self.kill()
        deadline_s = time.monotonic() + _REMOVAL_S
        for folder in self._folders:
            while not _removed(folder) and time.monotonic() < deadline_s:
                time.sleep(0.002)


def make(name: str, proc: Path = Path("/proc/self")) -> Group | None:
    """
    Make a group that holds no process yet, or return None where that cannot be done; `why` says why.

    Groups that a killed grader left behind are removed on the way. Where we are alone in a group of
    version 2, we are moved into a leaf of it, since a group with processes cannot share out memory.
    Any *name* will do: it is part of the folder's, for those who look. *proc* tells about this process.
    """
    try:
        return _make(name, proc)
    except _Unavailable:
        return None


def why(proc: Path = Path("/proc/self")) -> str:
    """Return why no group can be made, trying it; the empty string where one can."""
    try:
        _make("probe", proc).close()
    except _Unavailable as reason:
        return str(reason)
    return ""


def _make(name: str, proc: Path) -> Group:
    title = f"grader-{os.getpid()}-{os.urandom(4).hex()}-{re.sub(r'[^A-Za-z0-9_]', '_', name)[:64]}"
    made: list[Path] = []
    try:
        for parent in _parents(proc):
            _remove_abandoned(parent)
            (parent / title).mkdir()
            made.append(parent / title)
    except OSError as error:
        for folder in made:
            _removed(folder)
        raise _Unavailable(_told(error)) from error
    return Group(tuple(made))


@dataclass(frozen=True)
class _Own:
    """The group that we are in: its folder, and the root of the hierarchy as far as it is mounted here."""

    folder: Path
    root: Path

    def is_ours(self, folder: Path) -> bool:
        """Tell whether *folder*, of this hierarchy, is ours to divide."""
        if folder == self.root:
            return True
        if folder.name == _LEAF:
            return self.is_ours(folder.parent)
        if os.geteuid() != 0:
            return folder.stat().st_uid == os.geteuid()
        inner = [folder, *folder.parents]
        return any(_is_marked(each) for each in inner[: inner.index(self.root)])


def _is_marked(folder: Path) -> bool:
    """Tell whether systemd wrote on *folder* that it is delegated to those inside."""
    for mark in _MARKS:
        with contextlib.suppress(OSError, AttributeError):  # only Linux has these
            return os.getxattr(folder, mark) == b"1"
    return False


def _parents(proc: Path) -> tuple[Path, ...]:
    """Return where to make a group: one folder, or those of the controllers memory and pids."""
    groups = _hierarchies(proc)
    if "" in groups and not any(controller in groups for controller in _CONTROLLERS):
        return (_version_2(groups[""]),)
    for controller in _CONTROLLERS:
        if not (own := groups.get(controller)):
            raise _Unavailable(f"no control groups with the controller {controller} are mounted")
        if not own.is_ours(own.folder):
            raise _Unavailable(_FOREIGN.format(own.folder))
    return tuple(groups[controller].folder for controller in _CONTROLLERS)


def _version_2(own: _Own) -> Path:
    """Return our own group if it can be divided, else the one around it; we leave none but our own."""
    if not own.is_ours(own.folder):
        raise _Unavailable(_FOREIGN.format(own.folder))
    reasons: list[str] = []
    for folder in (own.folder, own.folder.parent)[own.folder.name == _LEAF :]:
        try:
            if own.root not in (folder, *folder.parents) or not own.is_ours(folder):
                raise _Unavailable(_FOREIGN.format(folder))
            _share_out(folder)
        except (OSError, _Unavailable) as error:
            reasons.append(_told(error))
        else:
            return folder
    raise _Unavailable("; ".join(reasons))


def _share_out(folder: Path) -> None:
    """Let groups inside *folder* have limits of their own, moving us aside if we alone are in the way."""
    if missing := set(_CONTROLLERS) - set(_read(folder / "cgroup.controllers").split()):
        raise _Unavailable(f"{folder}: no controller {', '.join(sorted(missing))}")
    if set(_CONTROLLERS) <= set(_read(folder / _SUBTREE).split()):
        return
    try:
        _write(folder / _SUBTREE, "+memory +pids")
    except OSError:
        if _read(folder / _PROCS).split() != [str(os.getpid())]:
            raise
        (folder / _LEAF).mkdir(exist_ok=True)
        _write(folder / _LEAF / _PROCS, os.getpid())
        _write(folder / _SUBTREE, "+memory +pids")


def _hierarchies(proc: Path) -> dict[str, _Own]:
    """Return the groups that we are in by controller; that of version 2 is the empty string."""
    try:
        lines, mounts = _read(proc / "cgroup").splitlines(), _mounts(proc)
    except OSError as error:
        raise _Unavailable(f"no control groups: {_told(error)}") from error
    groups = [line.split(":", 2)[1:] for line in lines]
    found = {}
    for controller, path in ((each, path) for names, path in groups for each in names.split(",")):
        if controller in mounts and ".." not in path:
            shown, root = mounts[controller]
            with contextlib.suppress(ValueError):  # we are in a group outside of what is mounted
                found[controller] = _Own(root / Path(path).relative_to(shown), root)
    return found


def _mounts(proc: Path) -> dict[str, tuple[str, Path]]:
    """Return, by controller, which folder of the hierarchy is mounted and where."""
    mounts = {}
    for line in _read(proc / "mountinfo").splitlines():
        before, _, after = line.partition(" - ")
        shown, point = before.split()[3:5]
        kind, _, options = after.split()[:3]
        if kind in {"cgroup", "cgroup2"}:
            for controller in options.split(",") if kind == "cgroup" else ("",):
                mounts[controller] = (shown, Path(point.replace("\\040", " ")))
    return mounts


def _remove_abandoned(parent: Path) -> None:
    """Remove the empty groups of graders that are gone; the kernel keeps those that hold processes."""
    for folder in parent.iterdir():
        if (match := _NAME.match(folder.name)) and not psutil.pid_exists(int(match[1])):
            _removed(folder)


def _removed(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        folder.rmdir()
    return not folder.exists()


def _told(error: OSError | _Unavailable) -> str:
    return f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error)


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _write(file: Path, value: int | str) -> None:
    try:
        file.write_text(str(value), encoding="utf-8")
    except OSError as error:
        error.filename = file  # the kernel refuses what is written, not the opening, which alone is named
        raise
