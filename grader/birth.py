"""
Make a fresh fork of a template the worker of one check: descriptors, limits, random states, filter.

A child copies each page of memory that it touches, so that what all workers of a submission do alike is
done before the fork, once, and little is left to be done behind it.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from grader import frames, launch, selflimits, wire
from grader.forkhooks import HOOKS
from grader.loader import SubmissionFinder
from grader.servant import Servant

_CHANNEL_FD = 3
"""Everywhere: a submission that can see it must not learn from it where it runs."""
_PROCESSES = 128


class Birth:
    """
    All that the workers of one submission have in common, made ahead.

    Args:
        finder: Of the submission's modules.
        shelf: Arrays that each worker can see.
        program: A filter of system calls on top of the sandbox's, or None.
        alone: Whether the number of processes of its user can be limited.
    """

    def __init__(
        self,
        finder: SubmissionFinder,
        shelf: Sequence[np.ndarray[Any, Any]],
        program: bytes | None,
        alone: bool,
    ) -> None:
        self._finder = finder
        self._processes = _PROCESSES if alone else None
        self._filter = launch.Filter(program) if program is not None else None
        self._service = Service(finder.filenames, shelf)
        self._bounds: dict[tuple[int | None, int, int], selflimits.Bounds] = {}

    def bounds(self, request: Mapping[str, Any]) -> selflimits.Bounds:
        """Return what a worker is held to; those of the same *request* are found out once."""
        wanted = (request["address_bytes"], request["cpu_s"], request["file_bytes"])
        if wanted not in self._bounds:
            self._bounds[wanted] = selflimits.bounds(*wanted, self._processes)
        return self._bounds[wanted]

    def live(self, seed: int, bounds: selflimits.Bounds, channel_fd: int, output_fd: int) -> NoReturn:
        """
        Be the worker: confine this process, serve until the judge closes the channel, exit.

        Args:
            seed: Of the global random states.
            bounds: Those of `bounds`.
            channel_fd: Where the judge is.
            output_fd: Where what is printed goes.
        """
        try:
            os.setsid()
            _take(channel_fd, output_fd)
            launch.end_with_parent()
            selflimits.hold_to(bounds)
            np.random.seed(seed)  # noqa: NPY002  students draw from the global generator
            random.seed(seed)
            if self._filter is not None:
                self._filter.install()
            else:  # it may fork
                HOOKS.register()
            self._finder.install(for_good=True)
            self._service.run()
        finally:
            _flush()
            os._exit(0)


def _take(channel_fd: int, output_fd: int) -> None:
    """Have the standard streams and the channel where they are in every worker."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)  # an open file keeps locks and flags: it must not be the template's
    os.close(nothing)
    os.dup2(output_fd, 1)
    os.dup2(output_fd, 2)
    os.close(output_fd)
    if channel_fd != _CHANNEL_FD:  # where it came in depends on what else the template holds
        os.dup2(channel_fd, _CHANNEL_FD, inheritable=False)
        os.close(channel_fd)


class Service:
    """
    The worker's end of the conversation: a servant, and the channel by its number alone.

    Args:
        filenames, shelf: Those of `Servant`.
    """

    def __init__(self, filenames: Mapping[str, str], shelf: Sequence[np.ndarray[Any, Any]]) -> None:
        self._reader = frames.FrameReader()
        self._servant = Servant(filenames, self._call_back, shelf)

    def run(self) -> None:
        """Answer until the judge closes the channel."""
        with contextlib.suppress(wire.Closed):
            self._answer_until(b"E")

    def recv(self, size: int) -> bytes:
        """Read at most *size* bytes; none when the judge has closed its end."""
        return os.read(_CHANNEL_FD, size)

    def sendall(self, data: memoryview) -> None:
        """Write all of *data*."""
        while data:
            data = data[os.write(_CHANNEL_FD, data) :]

    def _answer_until(self, end: bytes) -> bytes:
        while True:
            tag, body = frames.receive(self, self._reader)
            if tag == end:
                return bytes(body)
            answer = self._servant.serve(body)
            _flush()
            frames.send(self, b"D", answer)

    def _call_back(self, request: bytes) -> bytes:
        frames.send(self, b"C", request)
        return self._answer_until(b"R")


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BaseException):
            stream.flush()
