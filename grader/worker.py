"""
The untrusted process: a template with NumPy loaded forks a child per check, which serves it.

Runs confined, knows no check, no label and no answer. Imports the standard library, NumPy
and the wire format only. The template speaks to the judge over a control socket; each child over a
channel of its own, which arrives with the request to fork and which nobody else holds.
"""

from __future__ import annotations

import gc
import marshal
import os
import signal
import socket
import struct
import sys
from typing import Any, NoReturn

import msgpack  # type: ignore[import-untyped]  # it carries no annotations
import numpy as np

from grader import frames, largepages, launch, reaper, segments, sweep
from grader import shelf as shelves
from grader.birth import Birth
from grader.compiling import compiled_apart
from grader.dryrun import ROUNDS, rehearse
from grader.forkhooks import HOOKS
from grader.loader import SubmissionFinder, guard_imports, load_libraries

_TWO = struct.Struct("2i")
"""The descriptors of a worker, its channel and its output; the judge never sends more."""
_ROOM_BESIDE = socket.CMSG_SPACE(_TWO.size)
_FEW_BYTES = 256
"""More than what is asked for a check, and so few that memory for them is at hand."""
_TAG_AT, _BODY_AT = 4, 5
_BURY = frames.frame(b"K", marshal.dumps(None))
_FORKED = frames.frame(b"F", msgpack.packb(True))
_KILLED = frames.frame(b"K", msgpack.packb(-signal.SIGKILL))
"""How nearly all checks end."""
_WORK = "work"
"""The folder of a worker; of the same name each time: a submission may print it."""


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
    template = _Template(control, folder, import_paths, alone=os.getpid() == 1)
    try:
        template.live()
    finally:
        folder.remove()
        os._exit(0)


def _forget(import_paths: list[str]) -> None:
    """Leave nothing importable but the standard library and NumPy, and no trace of how this was started."""
    os.environ.pop("LD_BIND_NOW", None)
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
        self._alone = alone
        self._birth: Birth | None = None
        self._shelf: list[np.ndarray[Any, Any]] = []
        self._home = ""
        self._child: int | None = None

    def live(self) -> None:
        """Serve until the judge closes the control socket, and leave nothing behind."""
        reaper.adopt_orphans()
        try:
            self._serve()
        finally:
            self.bury()

    def _serve(self) -> None:
        """
        Answer until the judge is gone.

        What is asked for each check, to fork and to bury, goes straight: while a child lives, its parent
        copies each page of memory that it writes, if only to count one more reference to what lies there.
        """
        while True:
            data, beside, _, _ = self._control.recvmsg(_FEW_BYTES, _ROOM_BESIDE)
            if data == _BURY:
                code = self.bury()
                self._control.sendall(_KILLED if code == -9 else frames.frame(b"K", msgpack.packb(code)))
            elif data[_TAG_AT:_BODY_AT] == b"F":
                self._fork(data[_BODY_AT:], beside[0][2])
                self._control.sendall(_FORKED)
            elif data:
                self._answer_at_length(data, beside)
            else:
                return

    def _answer_at_length(self, data: bytes, beside: list[tuple[int, int, bytes]]) -> None:
        """Answer what begins with *data*, of which there is one for each submission, or fewer."""
        fds = [fd for _, _, body in beside for fd in memoryview(body).cast("i")]
        reader = frames.FrameReader()
        reader.feed(data)
        tag, body = frames.receive(self._control, reader)
        answer = self._answer(tag, marshal.loads(body), fds)  # noqa: S302  the judge's own
        frames.send(self._control, tag, msgpack.packb(answer))

    def _answer(self, tag: bytes, request: Any, fds: list[int]) -> object:
        if tag == b"H":
            return self._prepare(request, fds)
        if tag == b"L":
            return self._load(request)
        if tag == b"N":
            return self._admit(*fds)
        if tag == b"W":
            return self._rehearse(request)
        self.bury()
        return self._folder.is_empty()

    def bury(self) -> int:
        """Kill the child and all that it started, and clear away what they wrote."""
        child, self._child = self._child, None
        code = 0 if child is None else reaper.kill_all(child, self._alone)
        self._folder.empty()
        return code

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
        segments.join()
        gc.collect()
        gc.freeze()
        return ""

    def _load(self, case: dict[str, Any]) -> bool:
        """Take in the submission, and what every process that runs it will be held to."""
        if case["filter"] is not None:
            launch.forbid_inspection()
        libraries = case["libraries"]
        self._alone = self._alone or os.getuid() == case["uid"]  # all that it could end are its own
        finder = SubmissionFinder(case["files"], compiled=compiled_apart(case), allowed=libraries)
        guard_imports(libraries, finder.own_names)
        self._birth = Birth(finder, self._shelf, case["filter"], self._alone)
        gc.freeze()  # forks need no copies of what will never be freed
        return True

    def _rehearse(self, request: dict[str, Any]) -> int:
        """Do what every worker needs, and what this process does for it, before there is a submission."""
        answers = len(rehearse())
        self._birth = Birth(SubmissionFinder({}), self._shelf, request["filter"], self._alone)
        for _ in range(ROUNDS):
            ours, theirs = socket.socketpair()
            with ours:
                self._fork(marshal.dumps(request), _TWO.pack(theirs.detach(), os.dup(1)))
                self.bury()
        self._birth = None
        gc.collect()
        gc.freeze()
        largepages.gather(segments.code())
        return answers

    def _admit(self, control_fd: int) -> bool:
        """
        Become the template of one submission, in a fork; both answer, each on a socket of its own.

        The fork lives on where this process does, so that student code meets the same callers in a room
        as elsewhere.
        """
        self._child = os.fork() or None
        if self._child is None:
            os.dup2(control_fd, self._control.fileno(), inheritable=False)
            reaper.adopt_orphans()
        os.close(control_fd)
        return True

    def _fork(self, request: bytes, fds: bytes) -> None:
        """Fork a worker for a packed *request*, which takes the packed descriptors *fds* along."""
        assert self._birth is not None, "the submission is told before"
        work = self._folder.make(_WORK)
        if work != self._home:
            self._call_home(work)
        terms = marshal.loads(request)  # noqa: S302  the judge's own
        seed, bounds = terms["seed"], self._birth.bounds(terms)
        channel_fd, output_fd = _TWO.unpack(fds)
        del terms  # while nobody shares its memory
        pid = os.fork()
        if pid == 0:
            self._control.close()
            self._folder.enter(work)
            self._birth.live(seed, bounds, channel_fd, output_fd)
        self._child = pid
        os.close(channel_fd)
        os.close(output_fd)

    def _call_home(self, work: str) -> None:
        """Have workers find their folder *work* for a home and for temporary files."""
        self._home, path = work, f"{self._folder.path}/{work}"
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
