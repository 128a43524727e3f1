"""
Start a template process for one submission, fork a worker per check from it, end them.

Knows what is confined, not how: that is the sandbox's. Talking to a worker is the channel's.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgpack  # type: ignore[import-untyped]  # it carries no annotations
import numpy as np
import psutil

from grader import footprint, frames, syscalls, wire
from grader.channel import Channel, Ending
from grader.confinement import Level
from grader.errors import ConfigError, InternalFault
from grader.records import Limits
from grader.sandbox import Confined, Order

_START_S = 60.0
_ANSWER_S = 15.0
_CLOSE_S = 2.0
_LOOK_S = 0.25
_FILE_BYTES = 64 * 2**20
_HERE = Path(__file__).resolve().parent
_ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "USER": "student", "LOGNAME": "student"}
WORKER_FILES = (
    "batches.py",
    "facade.py",
    "forgiving.py",
    "frames.py",
    "launch.py",
    "loader.py",
    "reaper.py",
    "servant.py",
    "survey.py",
    "sweep.py",
    "views.py",
    "wire.py",
    "worker.py",
)
"""All of this package that a worker can read."""
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_BOOT = """
import sys, types
control, folder, *paths = sys.argv[1:]
sys.path[:0] = paths
sys.modules["grader"] = types.ModuleType("grader")
sys.modules["grader"].__path__ = [folder]
from grader import worker
worker.main(int(control), paths)
"""


@dataclass(frozen=True)
class Terms:
    """
    How the workers of a lane are confined.

    Args:
        least, most: The weakest and the strongest level to accept.
        libraries: Packages beside NumPy that student code may import.
    """

    least: Level = Level.PROCESS
    most: Level = Level.BUBBLEWRAP
    libraries: tuple[str, ...] = ()


class Lane:
    """
    One template process and the workers forked from it, one at a time.

    Args:
        files: The submission, relative path to source.
        terms: At what level, and which libraries beside NumPy.

    Raises:
        InternalFault: No worker can be started within the terms.
    """

    _process: Confined
    _kills_for_memory: int

    def __init__(self, files: Mapping[str, bytes], terms: Terms | None = None) -> None:
        self._files, self._terms = dict(files), terms or Terms()
        self._start()
        # One that replaces it is not weaker, so that a report's level holds for all of it.
        self._terms = replace(self._terms, least=self._process.wall.level)

    @property
    def isolation(self) -> str:
        """What confines the workers, for a report: the level, and what it consists of here."""
        parts = ", ".join(self._process.parts)
        return f"{self._process.wall.level} ({parts})" if parts else str(self._process.wall.level)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()

    def fork(self, limits: Limits, seed: int) -> Channel:
        """
        Return the channel to a fresh worker; a template that a submission has killed is replaced.

        Args:
            limits: What each call, and the check as a whole, may use.
            seed: For the worker's global random states, so that a grading repeats.
        """
        if not self._process.alive():
            self._replace()
        try:
            return self._fork(limits, seed)
        except InternalFault:
            self._replace()
            return self._fork(limits, seed)

    def bury(self) -> Ending | None:
        """End the worker and all that it started; None when its template is gone as well."""
        try:
            answer = self._ask(b"K", None, [])
        except InternalFault:
            self._process.stop()
            return None
        match answer:
            case [int(code), float(cpu_s), int(peak_bytes)]:
                return Ending(code, cpu_s, peak_bytes, self._ran_out_of_memory())
        self._process.stop()
        return None

    def _ran_out_of_memory(self) -> bool:
        """Tell whether the kernel has killed a process for memory since this was last asked."""
        before, group = self._kills_for_memory, self._process.group
        self._kills_for_memory = group.kills_for_memory() if group else 0
        return self._kills_for_memory > before

    def close(self) -> None:
        """End the template; doing so twice does no harm."""
        self._control.close()
        self._process.stop(_CLOSE_S)

    def _replace(self) -> None:
        self._control.close()
        self._process.stop()
        self._start()

    def _fork(self, limits: Limits, seed: int) -> Channel:
        self.load()
        request = {
            "address_bytes": None if self._loaded_bytes is None else self._loaded_bytes + limits.memory_bytes,
            "cpu_s": int(limits.check_wall_s) + 1,
            "file_bytes": _FILE_BYTES,
            "seed": seed,
        }
        with contextlib.ExitStack() as undo:
            ours, theirs = socket.socketpair()
            undo.callback(ours.close)
            reading, writing = os.pipe()
            undo.callback(os.close, reading)
            try:
                self._ask(b"F", request, [theirs.fileno(), writing])
            finally:
                theirs.close()
                os.close(writing)
            undo.pop_all()
        process = self._process
        return Channel(ours, reading, process.process, limits, self.bury, process.overfull)

    def _start(self) -> None:
        order = self._order()
        self._control, theirs = socket.socketpair()
        self._patience_s = _START_S
        self._reader = frames.FrameReader()
        self._warm = self._loaded = False
        with theirs, contextlib.ExitStack() as undo:
            undo.callback(self._control.close)
            command = [*order.command, str(theirs.fileno()), str(_HERE), *self._paths]
            self._kills_for_memory = 0
            self._process = Confined(replace(order, command=command, keep_fds=[theirs.fileno()]))
            undo.pop_all()

    def _order(self) -> Order:
        """Return what to start, but for the end of the control socket."""
        libraries = [np.__file__, msgpack.__file__, *map(_found, self._terms.libraries)]
        packages = [_package(Path(file).resolve()) for file in libraries]
        self._paths = dict.fromkeys(str(place.parent) for place in packages)
        return Order(
            [str(footprint.interpreter()), "-S", "-s", "-P", "-B", "-c", _BOOT],
            dict.fromkeys(_THREADS, "1") | _ENVIRONMENT,
            readable=footprint.of_python(packages, [_HERE / name for name in WORKER_FILES]),
            least=self._terms.least,
            most=self._terms.most,
        )

    def take(self, files: Mapping[str, bytes]) -> None:
        """Have *files* for the submission, in a lane that was started before there was one."""
        self._files = dict(files)

    def warm(self) -> None:
        """Wait for the template and its libraries; raises what `load` does."""
        if self._warm:
            return
        failed = self._ask(b"H", list(self._terms.libraries), [])
        if failed:
            raise ConfigError(f"config.yaml: imports.allowed: a library cannot be loaded: {failed}")
        self._warm = True

    def load(self) -> None:
        """
        Wait for the template, and hand it the submission and what runs it is held to; a fork does so as well.

        Raises:
            ConfigError: A library of the terms cannot be loaded.
            InternalFault: The template does not answer.
        """
        if self._loaded:
            return
        self.warm()
        wall, family = self._process.wall, self._process.process
        linux = sys.platform.startswith("linux")
        try:
            self._loaded_bytes = family.memory_info().vms if linux else None
        except psutil.Error as error:
            raise InternalFault("the worker's template has ended") from error
        filtered = wall.plan["filter"] is not None
        lone = syscalls.lone_filter(cuts=wall.cuts) if filtered else None
        case = {
            "files": self._files,
            "libraries": list(self._terms.libraries),
            "loaded_bytes": self._loaded_bytes,
            "uid": wall.uid,
            "filter": lone,
        }
        self._ask(b"L", case, [])
        self._loaded = True

    def _receive(self) -> tuple[bytes, bytearray]:
        """Wait for an answer, but not for that of a template which somebody has stopped."""
        end_s = time.monotonic() + self._patience_s
        self._control.settimeout(_LOOK_S)
        while True:
            try:
                return frames.receive(self._control, self._reader)
            except TimeoutError:
                if time.monotonic() > end_s or self._process.process.status() == psutil.STATUS_STOPPED:
                    raise

    def _ask(self, tag: bytes, request: object, fds: list[int]) -> Any:
        try:
            self._control.settimeout(self._patience_s)
            data = memoryview(frames.frame(tag, wire.encode(request, _unsendable)))
            sent = socket.send_fds(self._control, [data], fds)
            self._control.sendall(data[sent:])
            answer_tag, body = self._receive()
            answer = wire.decode(body, lambda ref: ref)
        except (OSError, psutil.Error, wire.WireError) as error:
            raise InternalFault(f"the worker's template does not answer: {error}") from error
        if answer_tag != tag:
            raise InternalFault("the worker's template answered another question")
        self._patience_s = _ANSWER_S
        return answer


def _found(library: str) -> str:
    """Return the file of an installed *library*, without running any of it."""
    spec = importlib.util.find_spec(library)
    if spec is None or spec.origin is None:
        raise ConfigError(f"config.yaml: imports.allowed: {library} is not installed beside the grader")
    return spec.origin


def _package(file: Path) -> Path:
    """Return what a library consists of: a folder, or the one file."""
    return file.parent if file.name == "__init__.py" else file


def _unsendable(value: object) -> wire.Reference:
    raise InternalFault(f"{type(value).__name__} cannot be sent to a template")
