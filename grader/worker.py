"""
The untrusted process: a template with NumPy loaded forks a child per check, which serves it.

Runs confined, knows no check, no label and no answer. Imports the standard library, NumPy
and the wire format only. The template speaks to the judge over a control socket; each child over a
channel of its own, which arrives with the request to fork and which nobody else holds.
"""

from __future__ import annotations

import contextlib
import gc
import marshal
import os
import random
import resource
import socket
import sys
import tempfile
from pathlib import Path
from types import CodeType
from typing import Any, NoReturn

import numpy as np

from grader import frames, launch, reaper, sweep, wire
from grader.loader import SubmissionFinder, compile_all, guard_imports, load_libraries
from grader.servant import Servant

_COMPILER_S = 5
_COMPILER_BYTES = 256 * 2**20
_PROCESSES = 128
_SPARE = {resource.RLIMIT_CPU: 1, resource.RLIMIT_AS: 32 * 2**20}


def main(control_fd: int, import_paths: list[str]) -> NoReturn:
    """
    Serve the judge until it closes the control socket, then exit.

    Args:
        control_fd: The template's end of the control socket.
        import_paths: What was put on `sys.path` to find NumPy; taken off again, so that a
            submission can import only the standard library and NumPy.
    """
    np.random.seed(0)  # noqa: NPY002  loads the generator that students draw from
    _forget(import_paths)
    reaper.adopt_orphans()
    folder = sweep.Folder(Path.cwd())
    template = _Template(socket.socket(fileno=control_fd), folder, import_paths)
    try:
        with contextlib.suppress(wire.Closed):
            template.serve()
    finally:
        template.bury()
        folder.remove()
    os._exit(0)


def _forget(import_paths: list[str]) -> None:
    """Leave nothing importable but the standard library and NumPy."""
    sys.path[:] = [path for path in sys.path if path not in import_paths]
    sys.argv[:] = sys.orig_argv[:] = [""]
    for path in import_paths:
        sys.path_importer_cache.pop(path, None)
    for name in list(sys.modules):
        if name.partition(".")[0] in {"grader", "msgpack"}:
            del sys.modules[name]


class _Template:
    """Forks one child at a time and buries it with everything that it started."""

    def __init__(self, control: socket.socket, folder: sweep.Folder, import_paths: list[str]) -> None:
        self._control, self._folder, self._import_paths = control, folder, import_paths
        self._case: dict[str, Any] = {"files": {}, "libraries": [], "uid": None, "filter": None}
        self._compiled: dict[str, CodeType] = {}
        self._reader = frames.FrameReader()
        self._child: int | None = None

    def serve(self) -> NoReturn:
        fds: list[int] = []
        while True:
            data, more, _, _ = socket.recv_fds(self._control, frames.READ_BYTES, 2)
            if not data:
                raise wire.Closed("the judge is gone")
            fds += more
            self._reader.feed(data)
            while (found := self._reader.next()) is not None:
                answer = self._answer(found[0], wire.decode(found[1], lambda ref: ref), fds)
                frames.send(self._control, found[0], wire.encode(answer, wire.nothing))
                fds = []

    def bury(self) -> list[object]:
        """Kill the child and all that it started, and clear away what they wrote."""
        child, self._child = self._child, None
        status: list[object] = [0, 0.0, 0] if child is None else reaper.kill_all(child, self._alone())
        self._folder.empty()
        return status

    def _answer(self, tag: bytes, request: Any, fds: list[int]) -> object:
        if tag == b"H":
            return self._prepare(request)
        if tag == b"L":
            return self._load(request)
        if tag == b"F":
            return self._fork(request, *fds)
        return self.bury()

    def _prepare(self, libraries: list[str]) -> str:
        """Load what student code may import beside NumPy; return what went wrong, or nothing."""
        try:
            load_libraries(libraries, self._import_paths)
        except Exception as error:  # noqa: BLE001  a library may fail in any way
            return f"{type(error).__name__}: {error}"
        gc.collect()
        gc.freeze()
        return ""

    def _load(self, case: dict[str, Any]) -> bool:
        """Take in the submission, and what every process that runs it will be held to."""
        if case["filter"] is not None:
            launch.forbid_inspection()
        self._case = case
        self._compiled = _compiled_apart(case)
        return True

    def _alone(self) -> bool:
        """Tell whether every process that this one could signal was started by it."""
        return os.getpid() == 1 or os.getuid() == self._case["uid"]

    def _fork(self, request: dict[str, Any], channel_fd: int, output_fd: int) -> int:
        work = self._folder.make("work")  # of the same name each time: a submission may print it
        request |= {"filter": self._case["filter"], "processes": _PROCESSES if self._alone() else None}
        pid = os.fork()
        if pid == 0:
            self._control.close()
            home = self._folder.enter(work)
            self._folder.close()
            libraries = self._case["libraries"]
            finder = SubmissionFinder(self._case["files"], compiled=self._compiled, allowed=libraries)
            guard_imports(libraries, finder.own_names)
            _live(request, finder, channel_fd, output_fd, home)
        os.close(channel_fd)
        os.close(output_fd)
        self._child = pid
        return pid


def _live(
    request: dict[str, Any], finder: SubmissionFinder, channel_fd: int, output_fd: int, home: str
) -> NoReturn:
    """Be the child of one check: confine, serve until the judge closes the channel, exit."""
    try:
        os.setsid()
        os.environ["HOME"] = os.environ["TMPDIR"] = tempfile.tempdir = home
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)  # an open file keeps locks and flags: it must not be the template's
        os.close(nothing)
        os.dup2(output_fd, 1)
        os.dup2(output_fd, 2)
        os.close(output_fd)
        _reopen_output()
        launch.end_with_parent()
        _limit(request["address_bytes"], request["cpu_s"], request["file_bytes"], request["processes"])
        np.random.seed(request["seed"])  # noqa: NPY002  students draw from the global generator
        random.seed(request["seed"])
        if request["filter"] is not None:
            launch.install_filter(request["filter"])
        finder.install()
        _serve(socket.socket(fileno=channel_fd), finder)
    finally:
        _flush()
        os._exit(0)


def _reopen_output() -> None:
    """Look at what output is now: Python remembers of a stream whether it can be wound back."""
    for name, number in (("stdout", 1), ("stderr", 2)):
        old = getattr(sys, name)
        new = open(number, "w", encoding=old.encoding, errors=old.errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, new)
        setattr(sys, f"__{name}__", new)


def _compiled_apart(case: dict[str, Any]) -> dict[str, CodeType]:
    """
    Compile the submission in a child, once for all checks; what does not compile there is left out.

    No code of the submission has run in that child, so what it sends is taken as it is.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            loaded_bytes = case["loaded_bytes"]
            address_bytes = None if loaded_bytes is None else loaded_bytes + _COMPILER_BYTES
            _limit(address_bytes, _COMPILER_S, _COMPILER_BYTES)
            with os.fdopen(writing, "wb") as stream:
                stream.write(marshal.dumps(compile_all(case["files"], case["libraries"])))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        data = stream.read(_COMPILER_BYTES)
    reaper.kill_all(pid, alone=False)
    try:
        found: dict[str, CodeType] = marshal.loads(data)  # noqa: S302  see above
    except (EOFError, ValueError, TypeError):
        return {}
    return found


def _serve(channel: socket.socket, finder: SubmissionFinder) -> None:
    reader = frames.FrameReader()

    def call_back(request: bytes) -> bytes:
        frames.send(channel, b"C", request)
        return answer_until(b"R")

    def answer_until(end: bytes) -> bytes:
        while True:
            tag, body = frames.receive(channel, reader)
            if tag == end:
                return bytes(body)
            answer = servant.serve(body)
            _flush()
            frames.send(channel, b"D", answer)

    servant = Servant(finder.filenames, call_back)
    with contextlib.suppress(wire.Closed):
        answer_until(b"E")


def _limit(address_bytes: int | None, cpu_s: int, file_bytes: int, processes: int | None = None) -> None:
    """Set the kernel's own limits: the second line behind the judge's watch."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: cpu_s,
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_NOFILE: 64,
    }
    if address_bytes is not None:
        limits[resource.RLIMIT_AS] = address_bytes
    if processes is not None:
        limits[resource.RLIMIT_NPROC] = processes
    for name, value in limits.items():
        hard = resource.getrlimit(name)[1]
        # At the soft limit of CPU time comes a signal that tells why, at the hard one the end. Memory
        # above its soft limit is what `Servant` needs to tell of a MemoryError.
        wanted = (value, value + _SPARE.get(name, 0))
        resource.setrlimit(
            name, wanted if hard == resource.RLIM_INFINITY else (min(value, hard), min(wanted[1], hard))
        )


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BaseException):
            stream.flush()
