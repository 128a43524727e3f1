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
import socket
import struct
import sys
from typing import Any, NoReturn

import msgpack  # type: ignore[import-untyped]  # it carries no annotations
import numpy as np

from grader import frames, launch, reaper, sweep, wire
from grader import shelf as shelves
from grader.birth import Birth
from grader.compiling import compiled_apart
from grader.dryrun import ROUNDS, rehearse
from grader.forkhooks import HOOKS
from grader.loader import SubmissionFinder, guard_imports, load_libraries

_ROOM_BESIDE = socket.CMSG_SPACE(2 * struct.calcsize("i"))
"""Of what comes beside bytes, which is two descriptors at most: the judge sends nothing else."""


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
    _print_into_a_pipe()
    folder = sweep.Folder(os.getcwd())
    control = socket.socket(fileno=control_fd)
    template: _Template | None = _Template(control, folder, import_paths, alone=os.getpid() == 1)
    try:
        while template is not None:
            template = template.live()
    finally:
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
    """
    Forks one child at a time and buries it with everything that it started.

    A child is a worker, or the template of one submission, which forks those then.

    Args:
        control: From the judge.
        folder: All that a child may write to.
        import_paths: Where libraries are found.
        alone: Whether there are no processes but those of this sandbox, the first of which is out of reach.
    """

    def __init__(
        self, control: socket.socket, folder: sweep.Folder, import_paths: list[str], *, alone: bool
    ) -> None:
        self._control, self._folder, self._import_paths = control, folder, import_paths
        self._inside_alone = alone
        self._case: dict[str, Any] = {"files": {}, "libraries": [], "uid": None, "filter": None}
        self._birth: Birth | None = None
        self._shelf: list[np.ndarray[Any, Any]] = []
        self._reader = frames.FrameReader()
        self._child: int | None = None

    def live(self) -> _Template | None:
        """
        Serve until the judge closes the control socket, and leave nothing behind.

        In the fork that is a submission's own, return its template, to live on from where this one was:
        so student code meets the same callers in a room as elsewhere.
        """
        reaper.adopt_orphans()
        guest = None
        try:
            with contextlib.suppress(wire.Closed):
                guest = self._serve()
        finally:
            if guest is None:
                self.bury()
        return guest

    def _serve(self) -> _Template:
        fds: list[int] = []
        while True:
            data, beside, _, _ = self._control.recvmsg(frames.READ_BYTES, _ROOM_BESIDE)
            if not data:
                raise wire.Closed("the judge is gone")
            fds += [fd for _, _, body in beside for fd in memoryview(body).cast("i")]
            self._reader.feed(data)
            while (found := self._reader.next()) is not None:
                request = marshal.loads(found[1])  # noqa: S302  the judge's own
                if found[0] == b"N" and (guest := self._admit(*fds)) is not None:
                    return guest
                answer = self._answer(found[0], request, fds)
                frames.send(self._control, found[0], msgpack.packb(answer))
                fds = []

    def bury(self) -> list[object]:
        """Kill the child and all that it started, and clear away what they wrote."""
        child, self._child = self._child, None
        status: list[object] = [0, 0.0, 0] if child is None else reaper.kill_all(child, self._alone())
        self._folder.empty()
        return status

    def _answer(self, tag: bytes, request: Any, fds: list[int]) -> object:
        if tag == b"H":
            return self._prepare(request, fds)
        if tag == b"L":
            return self._load(request)
        if tag == b"F":
            return self._fork(request, *fds)
        if tag == b"N":
            return True
        if tag == b"W":
            return self._rehearse(request)
        status = self.bury()
        return status if tag == b"K" else self._folder.is_empty()

    def _prepare(self, wanted: dict[str, Any], fds: list[int]) -> str:
        """Load what student code may import beside NumPy; return what went wrong, or nothing."""
        if wanted["libraries"]:  # one may have threads, and hooks of its own that come after these
            HOOKS.register()
        try:
            load_libraries(wanted["libraries"], self._import_paths)
        except Exception as error:  # noqa: BLE001  a library may fail in any way
            return f"{type(error).__name__}: {error}"
        for fd in fds:
            self._shelf = shelves.seen(fd, wanted["layout"])
            os.close(fd)
        gc.collect()
        gc.freeze()
        return ""

    def _load(self, case: dict[str, Any]) -> bool:
        """Take in the submission, and what every process that runs it will be held to."""
        if case["filter"] is not None:
            launch.forbid_inspection()
        self._case, libraries = case, case["libraries"]
        finder = SubmissionFinder(case["files"], compiled=compiled_apart(case), allowed=libraries)
        guard_imports(libraries, finder.own_names)
        self._birth = Birth(finder, self._shelf, case["filter"], self._alone())
        gc.freeze()  # forks need no copies of what will never be freed
        return True

    def _rehearse(self, request: dict[str, Any]) -> int:
        """Do what every worker needs, and what this process does for it, before there is a submission."""
        answers = len(rehearse())
        self._birth = Birth(SubmissionFinder({}), self._shelf, request["filter"], self._inside_alone)
        for _ in range(ROUNDS):
            ours, theirs = socket.socketpair()
            with ours:
                self._fork(request, theirs.detach(), os.dup(1))
                self.bury()
        self._birth = None
        gc.collect()
        gc.freeze()
        return answers

    def _alone(self) -> bool:
        """Tell whether every process that this one could end was started by it, or may be ended by it."""
        return self._inside_alone or os.getuid() == self._case["uid"]

    def _admit(self, control_fd: int) -> _Template | None:
        """Return, in a fork, the template of one submission; it greets the judge on a socket of its own."""
        pid = os.fork()
        if pid:
            os.close(control_fd)
            self._child = pid
            return None
        self._control.close()
        control = socket.socket(fileno=control_fd)
        control.sendall(b"!")
        guest = _Template(control, self._folder, self._import_paths, alone=self._inside_alone)
        guest._shelf = self._shelf
        return guest

    def _fork(self, request: dict[str, Any], channel_fd: int, output_fd: int) -> int:
        assert self._birth is not None, "the submission is told before"
        work = self._folder.make("work")  # of the same name each time: a submission may print it
        self._call_home(f"{self._folder.path}/{work}")
        seed, bounds = request["seed"], self._birth.bounds(request)
        pid = os.fork()
        if pid == 0:
            self._control.close()
            self._folder.enter(work)
            self._birth.live(seed, bounds, channel_fd, output_fd)
        os.close(channel_fd)
        os.close(output_fd)
        self._child = pid
        return pid

    def _call_home(self, path: str) -> None:
        """Have the next worker find *path* for its home and for temporary files."""
        if os.environ.get("TMPDIR") != path:
            os.environ["HOME"] = os.environ["TMPDIR"] = path
            if "tempfile" in sys.modules:  # by a library: it may have asked before
                vars(sys.modules["tempfile"])["tempdir"] = path


def _print_into_a_pipe() -> None:
    """
    Have output lead to a pipe, as that of a worker will, and look at it anew.

    Python remembers of a stream whether it can be wound back. Nobody reads it: templates print nothing.
    """
    reading, writing = os.pipe()
    os.dup2(writing, 1)
    os.dup2(writing, 2)
    os.close(reading)
    os.close(writing)
    for name, number in (("stdout", 1), ("stderr", 2)):
        old = getattr(sys, name)
        new = open(number, "w", encoding=old.encoding, errors=old.errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, new)
        setattr(sys, f"__{name}__", new)
