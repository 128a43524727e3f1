"""
Make a fresh fork of a template the worker of one check: descriptors, limits, random states, filter.

A child copies each page of memory that it touches, so that what all workers of a submission do alike is
done before the fork, once, and little is left to be done behind it.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from os import O_RDWR, close, dup2, setsid
from os import open as opened
from resource import setrlimit
from typing import Any, NoReturn

import numpy as np

from grader import frames, launch, selflimits, wire
from grader.forkhooks import HOOKS
from grader.loader import SubmissionFinder
from grader.servant import Servant

_CHANNEL_FD = 3
"""Everywhere: a submission that can see it must not learn from it where it runs."""
_PROCESSES = 128

Calls = Sequence[tuple[Callable[..., object], tuple[Any, ...]]]
"""Functions with their arguments."""


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
        self._processes = _PROCESSES if alone else None
        # Without a filter it may fork.
        confine = HOOKS.register if program is None else launch.Filter(program).install
        self._last: Calls = [(confine, ()), finder.installation(), (Service(finder.filenames, shelf).run, ())]
        self._calls: dict[tuple[int | None, int, int], Calls] = {}
        self._sown: int | None = None

    def bounds(self, request: Mapping[str, Any]) -> Calls:
        """
        Return what a worker is to call, its limits among it; those of the same *request* are found out once.

        The global random states are begun anew by its seed, where a fork will have the same: memory that no
        fork shares yet need not be copied.
        """
        if HOOKS.wait:
            self._sow(request["seed"])
        wanted = (request["address_bytes"], request["cpu_s"], request["file_bytes"])
        if wanted not in self._calls:
            limits = [(setrlimit, limit) for limit in selflimits.bounds(*wanted, self._processes)]
            self._calls[wanted] = [(launch.ending_with_parent(), ()), *limits, *self._last]
        return self._calls[wanted]

    def live(self, seed: int, bounds: Calls, channel_fd: int, output_fd: int) -> NoReturn:
        """
        Be the worker: confine this process, serve until the judge closes the channel, exit.

        Args:
            seed: Of the global random states.
            bounds: Those of `bounds`.
            channel_fd: Where the judge is.
            output_fd: Where what is printed goes.
        """
        try:
            setsid()
            _take(channel_fd, output_fd)
            if seed != self._sown:
                self._sow(seed)
            for call, arguments in bounds:
                call(*arguments)
        finally:
            _flush()
            os._exit(0)

    def _sow(self, seed: int) -> None:
        np.random.seed(seed)  # noqa: NPY002  students draw from the global generator
        random.seed(seed)
        self._sown = seed


def _take(channel_fd: int, output_fd: int) -> None:
    """Have the standard streams and the channel where they are in every worker."""
    nothing = opened("/dev/null", O_RDWR)
    dup2(nothing, 0)  # an open file keeps locks and flags: it must not be the template's
    close(nothing)
    dup2(output_fd, 1)
    dup2(output_fd, 2)
    close(output_fd)
    if channel_fd != _CHANNEL_FD:  # where it came in depends on what else the template holds
        dup2(channel_fd, _CHANNEL_FD, False)
        close(channel_fd)


class Service:
    """
    The worker's end of the conversation: a servant, and the channel by its number alone.

    Args:
        filenames, shelf: Those of `Servant`.
        read, write: As those of `os`.
    """

    def __init__(
        self,
        filenames: Mapping[str, str],
        shelf: Sequence[np.ndarray[Any, Any]],
        read: Callable[[int, int], bytes] = os.read,
        write: Callable[[int, memoryview], int] = os.write,
    ) -> None:
        self._read, self._write = read, write
        self._reader = frames.FrameReader()
        self._servant = Servant(filenames, self._call_back, shelf)

    def run(self) -> None:
        """Answer until the judge closes the channel."""
        try:  # noqa: SIM105  suppress would be one more object that each worker touches
            self._answer_until(b"E")
        except wire.Closed:
            pass

    def recv(self, size: int) -> bytes:
        """Read at most *size* bytes; none when the judge has closed its end."""
        return self._read(_CHANNEL_FD, size)

    def sendall(self, data: memoryview) -> None:
        """Write all of *data*."""
        while data:
            data = data[self._write(_CHANNEL_FD, data) :]

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
        try:  # noqa: SIM105  as above
            stream.flush()
        except BaseException:  # noqa: BLE001, S110  a student may have put anything in its place
            pass
