"""
Say what each level of confinement is made of, as a command line and a plan for the launcher.

Reads what this machine is (its users, its libraries) and starts nothing.
"""

from __future__ import annotations

import functools
import os
import resource
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader import bubblewrap, launch, syscalls
from grader.confinement import Bounds, Level, Readable

_FIRST_USER = 0x7000_0000
_SPARE_USERS = 20_000
_SEES_CUTS = 3


class Unavailable(Exception):
    """A level cannot be had on this machine; the text says why."""


@dataclass(frozen=True)
class Wall:
    """
    One way to confine a command.

    *options* come before the launcher on the command line, to be passed in a file where there are any;
    *plan* is the launcher's. *parts* names what is in force, for the report. *uid* is the user that the
    command becomes, whom nobody else is, or None. *own_pids* tells whether it sees no other processes,
    *cuts* whether nothing but the second filter keeps files from being cut short.
    """

    level: Level
    options: tuple[str, ...]
    plan: dict[str, Any]
    parts: tuple[str, ...]
    uid: int | None = None
    own_pids: bool = False
    cuts: bool = False


@dataclass(frozen=True)
class Place:
    """Where a command is to run and within what; *folder* is its private one."""

    readable: Readable
    bounds: Bounds
    folder: Path = field(default_factory=Path)


def walls(level: Level, place: Place) -> Iterator[Wall]:
    """
    Yield the ways to confine a command at *level*, the best first.

    Raises:
        Unavailable: There is none here; that one yielded works is for the caller to find out.
    """
    if level is Level.PROCESS:
        yield Wall(level, (), _plan(place), ())
        return
    if not sys.platform.startswith("linux"):
        raise Unavailable("this is not Linux")
    try:
        program = syscalls.sandbox_filter()
    except syscalls.Unavailable as error:
        raise Unavailable(str(error)) from error
    if level is Level.BUBBLEWRAP:
        yield from _namespaces(place, program)
        return
    uid = _private_user() if all(map(_open_to_all, _needed(place.readable))) else None
    rules = _landlock(place) if level is Level.LANDLOCK else None
    parts = (*(["user"] if uid is not None else []), "seccomp", *(["landlock"] if rules else []))
    cuts = rules is not None and launch.landlock_version() < _SEES_CUTS
    plan = _plan(place, uid=uid, filter=program, landlock=rules)
    yield Wall(level, (), plan, parts, uid, cuts=cuts)


def _namespaces(place: Place, program: bytes) -> Iterator[Wall]:
    if shutil.which("bwrap") is None:
        raise Unavailable("bubblewrap is not installed (the program bwrap)")
    uid = _private_user()
    if uid is not None:
        options = bubblewrap.arguments(place.readable, place.bounds, own_users=False)
        plan = _plan(place, uid=uid, filter=program, namespace=True)
        yield Wall(Level.BUBBLEWRAP, tuple(options), plan, ("user", "seccomp"), uid, own_pids=True)
    options = bubblewrap.arguments(place.readable, place.bounds, own_users=True)
    parts = ("seccomp",) if os.geteuid() == 0 else ("user", "seccomp")
    yield Wall(Level.BUBBLEWRAP, tuple(options), _plan(place, filter=program), parts, own_pids=True)


def _plan(place: Place, **parts: Any) -> dict[str, Any]:
    limits = {resource.RLIMIT_CORE: 0}
    if place.bounds.cpu_s is not None:
        limits[resource.RLIMIT_CPU] = place.bounds.cpu_s
    if place.bounds.file_bytes is not None:
        limits[resource.RLIMIT_FSIZE] = place.bounds.file_bytes
    if place.bounds.address_bytes is not None and sys.platform.startswith("linux"):
        limits[resource.RLIMIT_AS] = place.bounds.address_bytes
    return {"limits": limits, "uid": None, "filter": None, "landlock": None, "namespace": False} | parts


def _landlock(place: Place) -> dict[str, list[str]]:
    """Return the paths that may be opened; a rule holds for all below it, so hidden folders are left out."""
    readable, read = place.readable, [str(path) for path in place.readable.more]
    listed = [folder for folder in readable.folders if set(readable.hidden) & set(folder.iterdir())]
    for folder in readable.folders:
        inside = folder.iterdir() if folder in listed else [folder]
        read += [str(path) for path in inside if path not in readable.hidden]
    read += [str(target) for _, target in readable.aliases]
    writable = [str(place.folder), "/dev/null"]
    return {
        "read": [*read, *bubblewrap.DEVICES],
        "list": [str(folder) for folder in (*listed, *readable.listed)],
        "write": writable,
    }


def _needed(readable: Readable) -> tuple[Path, ...]:
    return (*readable.folders, *readable.more)


@functools.cache
def _open_to_all(path: Path) -> bool:
    """Tell whether any user may read *path* and pass through all folders above it."""
    try:
        passable = all(above.stat().st_mode & stat.S_IXOTH for above in path.parents)
        return passable and bool(path.stat().st_mode & stat.S_IROTH)
    except OSError:
        return False


def _private_user() -> int | None:
    """
    Return a user that nobody else is, or None where only root could become one.

    Made from this process's number, so that two gradings at a time never share one.
    """
    if os.geteuid() != 0:
        return None
    wanted = _FIRST_USER + os.getpid()
    ranges = [line.split() for line in Path("/proc/self/uid_map").read_text().splitlines()]
    spans = [(int(first), int(count)) for first, _, count in ranges]
    if any(first <= wanted < first + count for first, count in spans):
        return wanted
    first, count = max(spans, key=lambda span: span[1])
    spare = min(_SPARE_USERS, count // 2)
    return first + count - 1 - os.getpid() % spare if spare else None
