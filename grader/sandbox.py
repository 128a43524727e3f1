"""
Start a confined process. Knows nothing of what it runs.

One small interface in front of every mechanism: a command, its environment, the descriptors that it may
keep and what it may read go in; a process that can be ended with all that it started comes out, at the
strongest level of confinement that works on this machine. What each level is made of is in `walls`.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

from grader import bubblewrap, cgroup, footprint, kin, launch, sweep
from grader.confinement import Bounds, Cause, Ended, Level, Readable
from grader.errors import InternalFault
from grader.walls import Place, Unavailable, Wall, walls

_START_S = 20.0
_STOP_S = 5.0
_POLL_S = 0.005
_MAX_REASON = 500


@dataclass(frozen=True)
class Order:
    """
    What to run and within what.

    Args:
        command: Program and arguments; the program by its absolute path.
        environment: All of the environment that it gets, beside the places of its private folder.
        keep_fds: Descriptors that it inherits beside the standard three, which lead nowhere.
        readable: What it can read, at the levels that restrict that.
        bounds: What everything inside may use together.
        least, most: The weakest and the strongest level to accept.
        output_fd: Where its standard output and errors go; nowhere without it.
    """

    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    keep_fds: Sequence[int] = ()
    readable: Readable = field(default_factory=Readable)
    bounds: Bounds = field(default_factory=Bounds)
    least: Level = Level.PROCESS
    most: Level = Level.BUBBLEWRAP
    output_fd: int | None = None


class Confined:
    """
    A running confined process.

    Attributes:
        process: Its end of the family tree, for those who watch what it uses.
        wall: What confines it.
        reasons: Why each stronger level could not be had.
        group: What holds it to memory and number, where this system has such a thing.
    """

    def __init__(self, order: Order) -> None:
        """
        Start the command of *order* at the strongest level that works.

        Raises:
            InternalFault: There is no level between the least and the most that works; the text says why.
        """
        self._order = order
        self._folder: sweep.Folder | None = None
        self._stopped = False
        self.reasons: dict[Level, str] = {}
        self.group = _group(order.bounds)
        try:
            self._process, self.wall = self._strongest()
            self.process = self._inner()
        except BaseException:
            self._clear()
            raise

    @property
    def parts(self) -> tuple[str, ...]:
        """What is in force, in words for a report."""
        return (*self.wall.parts, *(["cgroup"] if self.group else []))

    def overfull(self) -> bool:
        """Tell whether more lies in the private folder than its bound, where the system does not hold it."""
        bound = self._order.bounds.disk_bytes
        return self._folder is not None and self._folder.size_bytes(bound) >= bound

    def alive(self) -> bool:
        """Tell whether the process still runs."""
        return self._process.poll() is None

    def stop(self, grace_s: float = 0.0) -> None:
        """
        Kill the process with all that it started, and remove its folder; twice does no harm.

        Args:
            grace_s: How long it may take to end by itself; where it does so with exit code 0, it
                is believed to have left nothing behind.
        """
        if self._stopped:
            return
        self._stopped = True
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(grace_s)
            if not grace_s or self._process.returncode != 0:
                self._kill()
            self._process.wait(_STOP_S)
        finally:
            self._clear()

    def wait(self) -> Ended:
        """Wait for the command to end, kill it when its time is over, and tell how it ended."""
        started_s, limit_s = time.monotonic(), self._order.bounds.wall_s
        late = False
        while True:
            pid, status, usage = os.wait4(self._process.pid, os.WNOHANG)
            if pid:
                break
            if limit_s is not None and not late and time.monotonic() - started_s > limit_s:
                late = True
                self._kill()
            time.sleep(_POLL_S)
        code = self._process.returncode = os.waitstatus_to_exitcode(status)
        peak_bytes = (self.group.peak_bytes() if self.group else None) or usage.ru_maxrss * 1024
        cpu_s, wall_s = usage.ru_utime + usage.ru_stime, time.monotonic() - started_s
        if self.wall.own_pids and code > 128:
            code = 128 - code  # so bubblewrap tells of a signal
        cause = Cause.TIME if late else self._cause(code)
        name = signal.Signals(-code).name if code < 0 else None
        return Ended(cause, None if name else code, name, cpu_s, wall_s, peak_bytes)

    def _cause(self, code: int) -> Cause:
        if code >= 0:
            return Cause.ENDED
        if self.group and self.group.kills_for_memory():
            return Cause.MEMORY
        return {-signal.SIGSYS: Cause.DENIED, -signal.SIGXCPU: Cause.TIME}.get(code, Cause.SIGNAL)

    def _strongest(self) -> tuple[subprocess.Popen[bytes], Wall]:
        order = self._order
        for level in reversed(Level):
            if not order.least.rank <= level.rank <= order.most.rank:
                continue
            try:
                for wall in walls(level, Place(order.readable, order.bounds, self._home(level))):
                    process, reason = self._start(wall)
                    if process is None and not reason:  # somebody killed it, which may not happen again
                        process, reason = self._start(wall)
                    if process is not None:
                        return process, wall
                    self.reasons[level] = reason or "it ended before it had started"
            except Unavailable as error:
                self.reasons[level] = str(error)
        told = "; ".join(f"{level}: {reason}" for level, reason in self.reasons.items())
        raise InternalFault(f"the isolation level {order.least} cannot be had on this machine ({told})")

    def _home(self, level: Level) -> Path:
        """Return the private folder, which bubblewrap makes in memory and for itself."""
        if level is Level.BUBBLEWRAP:
            return bubblewrap.FOLDER
        if self._folder is None:
            self._folder = sweep.Folder(Path(tempfile.mkdtemp(prefix="confined-")).resolve())
        return Path(self._folder.path)

    def _start(self, wall: Wall) -> tuple[subprocess.Popen[bytes] | None, str]:
        """Start the command behind *wall*; return None and a reason when that does not work."""
        with contextlib.ExitStack() as undo:
            reading, writing = os.pipe()
            undo.callback(os.close, reading)
            errors = undo.enter_context(tempfile.TemporaryFile())
            with contextlib.ExitStack() as until_started:
                until_started.callback(os.close, writing)
                process = self._popen(wall, writing, errors, until_started)
            answer = _answer(reading)
            if answer == b"ok":
                return process, ""
            process.kill()
            process.wait(_STOP_S)
            errors.seek(0)
            reason = (
                (answer.removeprefix(b"ok") or errors.read(_MAX_REASON)).decode("utf-8", "replace").strip()
            )
            return None, reason

    def _popen(
        self, wall: Wall, ready_fd: int, errors: IO[bytes], until_started: contextlib.ExitStack
    ) -> subprocess.Popen[bytes]:
        order = self._order
        nowhere = os.open(os.devnull, os.O_RDWR)
        until_started.callback(os.close, nowhere)
        output_fd = nowhere if order.output_fd is None else order.output_fd
        plan = marshal.dumps(wall.plan | {"ready_fd": ready_fd, "output_fd": output_fd}).hex()
        command = [str(footprint.interpreter()), "-I", "-S", "-B", "-c", _launcher(), plan, *order.command]
        keep_fds = [*order.keep_fds, ready_fd, output_fd]
        home = self._home(wall.level)
        if wall.options:
            options_fd = bubblewrap.as_file(wall.options)
            until_started.callback(os.close, options_fd)
            keep_fds.append(options_fd)
            command = [shutil.which("bwrap") or "bwrap", "--args", str(options_fd), "--", *command]
        elif wall.uid is not None:
            os.chown(home, wall.uid, wall.uid)
        return subprocess.Popen(
            command,
            env={**order.environment, "TMPDIR": str(home), "HOME": str(home)},
            cwd="/" if self._folder is None else self._folder.path,
            stdin=nowhere,
            stdout=nowhere,
            stderr=errors,
            pass_fds=keep_fds,
            start_new_session=True,
            preexec_fn=self._join if self.group else None,  # noqa: PLW1509  the judge has no threads
        )

    def _join(self) -> None:
        """Put the process that is starting into the group before it does anything else."""
        assert self.group is not None
        self.group.add(os.getpid())

    def _inner(self) -> psutil.Process:
        """Return the command's own process, which behind bubblewrap is the child of the one started."""
        outer = psutil.Process(self._process.pid)
        found = outer.children() if self.wall.own_pids else [outer]
        if not found:
            self._process.wait(_STOP_S)
            raise InternalFault("the confined process has ended already, or was killed")
        return found[0]

    def _kill(self) -> None:
        if self.wall.own_pids:
            with contextlib.suppress(psutil.Error):
                self.process.kill()  # the first of its namespace: all others end with it
        else:
            kin.kill(self.process, kin.Marks(self._home(self.wall.level), self.wall.uid))

    def _clear(self) -> None:
        if self.group:
            self.group.close()
        if self._folder:
            self._folder.remove()


def offered(readable: Readable) -> dict[Level, str]:
    """
    Try each level and return what came of it: an empty text where it works, else the reason why not.

    Args:
        readable: What Python needs.
    """
    found = {}
    for level in Level:
        command = [str(footprint.interpreter()), "-I", "-S", "-c", "import time; time.sleep(60)"]
        try:
            Confined(Order(command, readable=readable, least=level, most=level)).stop()
            found[level] = ""
        except InternalFault as fault:
            found[level] = str(fault)
    return found


def _group(bounds: Bounds) -> cgroup.Group | None:
    """Return a group within *bounds*, or None where this system gives none."""
    group = cgroup.make("confined")
    if group is not None:
        try:
            group.limit(bounds.memory_bytes, bounds.processes)
        except OSError:
            group.close()
            return None
    return group


def _launcher() -> str:
    return Path(launch.__file__).read_text(encoding="utf-8")


def _answer(reading: int) -> bytes:
    """Read what the launcher says until it has become the command, which closes its end."""
    answer, end_s = b"", time.monotonic() + _START_S
    while (left_s := end_s - time.monotonic()) > 0 and select.select([reading], [], [], left_s)[0]:
        if not (data := os.read(reading, 4096)):
            return answer
        answer += data
    return b""
