"""
Start a template behind a wall and ask it for what only it can do. Knows no submission and no check.

A template is confined, has Python and NumPy loaded and runs no student code: what it is asked is to take
a submission, to fork a worker, to bury it. Whoever asks holds the other end of its control socket.
"""

from __future__ import annotations

import importlib.util
import marshal
import socket
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, Self

import msgpack  # type: ignore[import-untyped]  # it carries no annotations
import numpy as np
import psutil

from grader import cgroup, footprint, frames, wire
from grader.allocation import KEEPS_FREED
from grader.confinement import Terms
from grader.errors import ConfigError, InternalFault
from grader.sandbox import Confined, Order
from grader.shelf import Shelf
from grader.walls import Wall

_START_S = 60.0
_ANSWER_S = 15.0
_LOOK_S = 0.25
_HERE = Path(__file__).resolve().parent
_ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "USER": "student", "LOGNAME": "student"}
_EARLY = {"LD_BIND_NOW": "1"}
"""Has all functions of libraries looked up at the start; else each fork does that for what it calls."""
WORKER_FILES = (
    "arraybytes.py",
    "batches.py",
    "birth.py",
    "commonanswers.py",
    "compiling.py",
    "dryrun.py",
    "facade.py",
    "forgiving.py",
    "forkhooks.py",
    "frames.py",
    "holes.py",
    "largepages.py",
    "launch.py",
    "lightrandom.py",
    "loader.py",
    "reaper.py",
    "segments.py",
    "selflimits.py",
    "servant.py",
    "shelf.py",
    "standin.py",
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
control, folder, stays, *paths = sys.argv[1:]
sys.path[:0] = paths
sys.modules["grader"] = types.ModuleType("grader")
sys.modules["grader"].__path__ = [folder]
from grader.forkhooks import HOOKS
from grader.largepages import reserve
from grader.lightrandom import stood_in
if stays:
    reserve()
with HOOKS.held_back():
    with stood_in():
        import numpy.random
    from grader import worker
worker.main(int(control), paths)
"""


class Housed(Protocol):
    """A confined process as far as those need it who talk to a template in it."""

    process: psutil.Process
    wall: Wall
    group: cgroup.Group | None

    @property
    def parts(self) -> tuple[str, ...]:
        """What is in force, in words for a report."""
        ...

    def alive(self) -> bool:
        """Tell whether the process still runs."""
        ...

    def overfull(self) -> bool:
        """Tell whether more lies in its folder than may."""
        ...

    def stop(self, grace_s: float = 0.0) -> None:
        """End it with all that it started, or let it end by itself first."""
        ...


class Template:
    """
    A template and the conversation with it.

    Args:
        house: The process and what confines it.
        control: Our end of its control socket.
        ready: Whether it has answered before, and has its libraries loaded.
        shelf: What it has seen then.

    Attributes:
        shelf: What it and its workers can read.
    """

    def __init__(
        self, house: Housed, control: socket.socket, *, ready: bool = False, shelf: Shelf | None = None
    ) -> None:
        self.house, self.shelf = house, shelf
        self._control, self._reader = control, frames.FrameReader()
        self._patience_s = _ANSWER_S if ready else _START_S
        self._ready = ready

    @classmethod
    def start(cls, terms: Terms, *, stays: bool = False) -> Self:
        """
        Start a template of its own, which loads while the caller goes on; one that *stays* loads for many.

        Raises:
            InternalFault: It cannot be confined within *terms*.
        """
        packages = _packages(terms)
        order = _order(terms, packages, _EARLY if stays else {})
        paths = dict.fromkeys(str(place.parent) for place in packages)
        ours, theirs = socket.socketpair()
        with theirs:
            command = [*order.command, str(theirs.fileno()), str(_HERE), "stays" if stays else "", *paths]
            try:
                house = Confined(replace(order, command=command, keep_fds=[theirs.fileno()]))
            except BaseException:
                ours.close()
                raise
        return cls(house, ours)

    def warm(self, libraries: Sequence[str], shelf: Shelf | None = None) -> None:
        """
        Wait until NumPy and *libraries* are loaded, and the template has seen what is on the *shelf*.

        Raises:
            ConfigError: A library cannot be loaded.
            InternalFault: The template does not answer.
        """
        if self._ready:
            return
        seen: dict[str, Any] = {"libraries": list(libraries), "layout": shelf.layout if shelf else None}
        failed = self.ask(b"H", seen, [shelf.fd] if shelf else [])
        if failed:
            raise ConfigError(f"config.yaml: imports.allowed: a library cannot be loaded: {failed}")
        self._ready, self.shelf = True, shelf

    def ask(self, tag: bytes, request: Any, fds: Sequence[int] = ()) -> Any:
        """
        Return the answer to *request*, which takes the descriptors *fds* along.

        What is asked is plain and the template believes it; what is answered is looked into here.

        Raises:
            InternalFault: There is none, or one to another question.
        """
        try:
            self._control.settimeout(self._patience_s)
            data = frames.frame(tag, _packed(request))
            sent = socket.send_fds(self._control, [data], fds)
            if sent < len(data):
                self._control.sendall(data[sent:])
            answer_tag, body = self._receive()
            answer = wire.decode(body, lambda ref: ref)
        except (OSError, psutil.Error, wire.WireError) as error:
            raise InternalFault(f"the worker's template does not answer: {error}") from error
        if answer_tag != tag:
            raise InternalFault("the worker's template answered another question")
        self._patience_s = _ANSWER_S
        return answer

    def end(self, grace_s: float = 0.0) -> None:
        """End it: it is told so, and killed if that takes longer than *grace_s*."""
        self._control.close()
        self.house.stop(grace_s)

    def _receive(self) -> tuple[bytes, bytearray]:
        """Wait for an answer, but not for that of a template which somebody has stopped."""
        end_s = time.monotonic() + self._patience_s
        self._control.settimeout(_LOOK_S)
        while True:
            try:
                return frames.receive(self._control, self._reader)
            except TimeoutError:
                if time.monotonic() > end_s or self.house.process.status() == psutil.STATUS_STOPPED:
                    raise


def _packed(request: Any) -> bytes:
    body = marshal.dumps(request)
    if len(body) > wire.MAX_FRAME_BYTES:
        raise InternalFault(f"{len(body)} bytes for a template are over the limit of {wire.MAX_FRAME_BYTES}")
    return body


def _order(terms: Terms, packages: Sequence[Path], more: dict[str, str]) -> Order:
    """Return what to start, but for what follows on the command line: control socket, folder and paths."""
    return Order(
        [str(footprint.interpreter()), "-S", "-s", "-P", "-B", "-c", _BOOT],
        dict.fromkeys(_THREADS, "1") | _ENVIRONMENT | more | KEEPS_FREED,
        readable=footprint.of_python(packages, [_HERE / name for name in WORKER_FILES]),
        least=terms.least,
        most=terms.most,
    )


def _packages(terms: Terms) -> list[Path]:
    """Return where NumPy and the libraries of *terms* are."""
    libraries = [np.__file__, msgpack.__file__, *map(_found, terms.libraries)]
    return [_package(Path(file).resolve()) for file in libraries]


def _found(library: str) -> str:
    """Return the file of an installed *library*, without running any of it."""
    spec = importlib.util.find_spec(library)
    if spec is None or spec.origin is None:
        raise ConfigError(f"config.yaml: imports.allowed: {library} is not installed beside the grader")
    return spec.origin


def _package(file: Path) -> Path:
    """Return what a library consists of: a folder, or the one file."""
    return file.parent if file.name == "__init__.py" else file
