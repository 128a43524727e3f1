"""
Try to break out of each level of confinement, and say what held.

What is tried is in `attempts`; here is what each level promises, and the outside that is to be reached.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from grader import attempts, footprint, launch, sandbox, syscalls
from grader.confinement import Bounds, Level

MEMORY_BYTES = 512 * 2**20
DISK_BYTES = 4 * 2**20
FORKS = 20
ORPHAN = "outlive_the_stop"
"""The one attempt whose outcome only the outside can tell."""
_TRIAL_S = 10.0
_GONE_S = 1.0
_NAMES = 100


class Aspect(StrEnum):
    """
    What confinement can keep a submission from.

    `ENVIRONMENT`: the variables of whoever grades. `MEMORY`: more of it than allowed. `ORPHANS`: processes
    that go on when grading has ended. `NETWORK`: sockets that lead anywhere. `SIGNALS`: to other processes.
    `PROGRAMS`: new processes and programs. `RIGHTS`: root's, new namespaces and mounts, tracing, the kernel's
    back doors. `MODES`: mode, owner, times and attributes of files of others. `FILES`: contents and names,
    but its own and Python's. `PROCESSES`: the memory and environment of others. `USER`: being root, even
    without rights. `SIGHT`: that there are other processes and files. `DISK`: more of it than allowed.
    """

    ENVIRONMENT = "environment"
    MEMORY = "memory"
    ORPHANS = "orphans"
    NETWORK = "network"
    SIGNALS = "signals"
    PROGRAMS = "programs"
    RIGHTS = "rights"
    MODES = "modes"
    FILES = "files"
    PROCESSES = "processes"
    USER = "user"
    SIGHT = "sight"
    DISK = "disk"


_PROCESS = (Aspect.ENVIRONMENT, Aspect.MEMORY, Aspect.ORPHANS)
_SECCOMP = (*_PROCESS, Aspect.NETWORK, Aspect.SIGNALS, Aspect.PROGRAMS, Aspect.RIGHTS, Aspect.MODES)
_LANDLOCK = (*_SECCOMP, Aspect.FILES, Aspect.PROCESSES)
PROMISES: Mapping[Level, tuple[Aspect, ...]] = {
    Level.PROCESS: _PROCESS,
    Level.SECCOMP: _SECCOMP,
    Level.LANDLOCK: _LANDLOCK,
    Level.BUBBLEWRAP: (*_LANDLOCK, Aspect.USER, Aspect.SIGHT, Aspect.DISK),
}
"""What each level stops on Linux; the rest it may stop by chance, as where root can become another user."""
ASPECTS: Mapping[Aspect, tuple[str, ...]] = {
    Aspect.ENVIRONMENT: ("inherit_the_environment",),
    Aspect.MEMORY: ("take_memory",),
    Aspect.ORPHANS: (ORPHAN,),
    Aspect.NETWORK: ("connect", "connect_by_name", "listen"),
    Aspect.SIGNALS: ("signal_it", "signal_by_descriptor"),
    Aspect.PROGRAMS: ("fork_on_and_on", "run_a_program"),
    Aspect.RIGHTS: (
        *("have_rights", "make_a_user_namespace", "mount_a_folder"),
        *("open_a_file_system", "queue_calls", "trace_it"),
    ),
    Aspect.FILES: ("read_a_file", "read_the_grader", "list_the_home", "write_elsewhere"),
    Aspect.PROCESSES: ("read_its_environment", "open_its_memory"),
    Aspect.USER: ("be_root",),
    Aspect.MODES: ("change_a_mode",),
    Aspect.SIGHT: ("see_a_process", "see_a_file"),
    Aspect.DISK: ("fill_the_folder",),
}
"""The attempts by which each is tried."""


def promised(level: Level) -> tuple[Aspect, ...]:
    """Return what *level* stops on this system; elsewhere than on Linux memory is watched, not limited."""
    watched = () if sys.platform.startswith("linux") else (Aspect.MEMORY,)
    return tuple(aspect for aspect in PROMISES[level] if aspect not in watched)


@dataclass(frozen=True)
class Trial:
    """
    What came of trying to break out of one level.

    Args:
        level: Which.
        reason: Why it cannot be had here; empty where it can.
        parts: What it consists of here, in the sandbox's words.
        outcomes: Of each attempt an exit code of `attempts`; one that is missing was not told of.
    """

    level: Level
    reason: str = ""
    parts: tuple[str, ...] = ()
    outcomes: Mapping[str, int] = field(default_factory=dict)

    @property
    def held(self) -> tuple[Aspect, ...]:
        """What was stopped of what is promised: every attempt at it was made and refused."""
        return tuple(
            aspect
            for aspect in promised(self.level)
            if all(self.outcomes.get(name) == attempts.STOPPED for name in ASPECTS[aspect])
        )

    @property
    def faults(self) -> tuple[str, ...]:
        """What should have been stopped and was not, or could not be tried, attempt by attempt."""
        return tuple(
            f"{name.replace('_', ' ')} ({_told(self.outcomes.get(name))})"
            for aspect in promised(self.level)
            for name in ASPECTS[aspect]
            if self.outcomes.get(name) != attempts.STOPPED
        )


def try_all() -> list[Trial]:
    """
    Try every level, weakest first.

    Raises:
        InternalFault: Not even the weakest can be had.
    """
    with _outside() as facts:
        return [_try(level, facts) for level in Level]


def try_level(level: Level) -> Trial:
    """
    Try one level.

    Raises:
        InternalFault: Not even the weakest can be had.
    """
    with _outside() as facts:
        return _try(level, facts)


def _try(level: Level, facts: Mapping[str, Any]) -> Trial:
    reading, results = os.pipe()
    watching, orphan = os.pipe()
    with os.fdopen(reading, "rb", buffering=0) as told, os.fdopen(watching, "rb", buffering=0) as watched:
        try:
            confined = sandbox.Confined(_order(level, facts, results, orphan))
        finally:
            os.close(results)
            os.close(orphan)
        try:
            if confined.wall.level is not level:
                return Trial(level, " ".join(confined.reasons.get(level, "it did not start").split()))
            outcomes = _read(told.fileno())
        finally:
            confined.stop()
        if attempts.DONE in outcomes:
            gone = bool(select.select([watched], [], [], _GONE_S)[0])
            outcomes[ORPHAN] = attempts.STOPPED if gone else attempts.THROUGH
    return Trial(level, parts=confined.parts, outcomes=outcomes)


def _order(level: Level, facts: Mapping[str, Any], results: int, orphan: int) -> sandbox.Order:
    """Say how the attempts are to be run: like a template, and like its child from the second filter on."""
    known = {**facts, "results_fd": results, "orphan_fd": orphan, "filter": ""}
    if level is not Level.PROCESS:
        with contextlib.suppress(syscalls.Unavailable):
            known["filter"] = syscalls.lone_filter().hex()
    return sandbox.Order(
        [str(footprint.interpreter()), "-I", "-S", "-B", "-c", _program(), json.dumps(known)],
        keep_fds=[results, orphan],
        readable=footprint.of_python([], []),
        bounds=Bounds(address_bytes=MEMORY_BYTES, disk_bytes=DISK_BYTES),
        most=level,
    )


def _program() -> str:
    return Path(attempts.__file__).read_text(encoding="utf-8")


def _read(told: int) -> dict[str, int]:
    """Read the outcomes until all are told; those that do not come in time are left out."""
    data, end_s = b"", time.monotonic() + _TRIAL_S
    while (left_s := end_s - time.monotonic()) > 0 and select.select([told], [], [], left_s)[0]:
        more = os.read(told, 4096)
        data += more
        if not more or data.endswith(f"{attempts.DONE} 0\n".encode()):
            break
    return {name: int(code) for name, _, code in (line.partition(" ") for line in data.decode().splitlines())}


@contextlib.contextmanager
def _outside() -> Iterator[dict[str, Any]]:
    """Set up what is to be reached: a file, a folder, a process, listening sockets; yield what to know."""
    token = secrets.token_hex(8)
    with contextlib.ExitStack() as undo:
        folder = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix="trials-"))).resolve()
        folder.chmod(0o777)
        file = folder / "file"
        file.write_text(token, encoding="ascii")
        file.chmod(0o644)
        port = undo.enter_context(socket.create_server(("127.0.0.1", 0)))
        if sys.platform.startswith("linux"):
            named = undo.enter_context(socket.socket(socket.AF_UNIX))
            named.bind("\0trials-" + token)
            named.listen()
        victim = undo.enter_context(_victim(token))
        yield {
            "file": str(file),
            "folder": str(folder),
            "code": attempts.__file__,
            "home": str(Path.home()),
            "home_names": _names_in(Path.home()),
            "names": sorted(set(os.environ) - {"HOME", "TMPDIR", "LC_CTYPE", "__CF_USER_TEXT_ENCODING"}),
            "token": token,
            "port": port.getsockname()[1],
            "socket": f"trials-{token}",
            "victim": victim,
            "memory_bytes": MEMORY_BYTES,
            "disk_bytes": DISK_BYTES,
            "forks": FORKS,
            "launcher": Path(launch.__file__).read_text(encoding="utf-8"),
        }


@contextlib.contextmanager
def _victim(token: str) -> Iterator[int]:
    """Start a process that does nothing, with the token in its environment; yield its number."""
    waiting = [sys.executable, "-I", "-S", "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(
        waiting, stdin=subprocess.PIPE, env={"TOKEN": token}, start_new_session=True
    ) as process:
        yield process.pid


def _names_in(home: Path) -> list[str]:
    """Return some names in *home*, but not those on the way to Python, which may be seen."""
    needed = footprint.of_python([], [])
    seen = {
        home / place.relative_to(home).parts[0]
        for place in (*needed.folders, *needed.more)
        if home in place.parents
    }
    try:
        return sorted(path.name for path in home.iterdir() if path not in seen)[:_NAMES]
    except OSError:
        return []


def _told(code: int | None) -> str:
    match code:
        case None:
            return "nothing was told of it"
        case attempts.THROUGH:
            return "it worked"
        case _:
            return f"it could not be tried, code {code}"
