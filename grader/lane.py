"""
Start a template process for one submission, fork a worker per check from it, end them.

Knows what is confined, not how: that is the sandbox's. Talking to a worker is the channel's.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgpack  # type: ignore[import-untyped]  # it carries no annotations
import numpy as np

from grader import frames, wire
from grader.channel import Channel, Ending
from grader.errors import InternalFault
from grader.records import Limits
from grader.sandbox import Confined

_START_S = 60.0
_ANSWER_S = 15.0
_CLOSE_S = 2.0
_FILE_BYTES = 64 * 2**20
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_BOOT = """
import sys
paths = sys.argv[2:]
sys.path[:0] = paths
from grader import worker
worker.main(int(sys.argv[1]), paths)
"""


class Lane:
    """
    One template process and the workers forked from it, one at a time.

    Args:
        files: The submission, relative path to source.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = dict(files)
        self._start()

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
                return Ending(code, cpu_s, peak_bytes)
        self._process.stop()
        return None

    def close(self) -> None:
        """End the template; doing so twice does no harm."""
        self._control.close()
        self._process.stop(_CLOSE_S)

    def _replace(self) -> None:
        self._control.close()
        self._process.stop()
        self._start()

    def _fork(self, limits: Limits, seed: int) -> Channel:
        request = {
            "memory_bytes": limits.memory_bytes,
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
        return Channel(ours, reading, self._process.process, limits, self.bury)

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        self._control.settimeout(_START_S)
        self._reader = frames.FrameReader()
        environment = dict.fromkeys(_THREADS, "1") | {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
        flags = ["-S", "-s", "-P", "-B"]
        with theirs:
            command = [sys.executable, *flags, "-c", _BOOT, str(theirs.fileno()), *_import_paths()]
            self._process = Confined(command, environment, [theirs.fileno()])
        self._loaded = False

    def _ask(self, tag: bytes, request: object, fds: list[int]) -> Any:
        if not self._loaded:
            self._loaded = True
            self._ask(b"L", self._files, [])
        try:
            data = memoryview(frames.frame(tag, wire.encode(request, _unsendable)))
            sent = socket.send_fds(self._control, [data], fds)
            self._control.sendall(data[sent:])
            answer_tag, body = frames.receive(self._control, self._reader)
            answer = wire.decode(body, lambda ref: ref)
        except (OSError, wire.WireError) as error:
            raise InternalFault(f"the worker's template does not answer: {error}") from error
        if answer_tag != tag:
            raise InternalFault("the worker's template answered another question")
        self._control.settimeout(_ANSWER_S)
        return answer


def _import_paths() -> list[str]:
    """Return the folders in which the worker finds NumPy, msgpack and this package."""
    files = [np.__file__, msgpack.__file__, __file__]
    return list(dict.fromkeys(str(Path(file).resolve().parents[1]) for file in files))


def _unsendable(value: object) -> wire.Reference:
    raise InternalFault(f"{type(value).__name__} cannot be sent to a template")
