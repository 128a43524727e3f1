"""
Keep one sandbox with a warm template in it, and let submissions in, one after the other.

A guest is a fork of that template: it alone meets the submission, and forks the workers. When it leaves, all
processes but the first and all files are gone, which the first of the room sees to and tells. A room
of which that is not certain is pulled down and built anew. Only behind namespaces, where the first process is
out of its guests' reach.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import struct
from typing import Self

import psutil

from grader import cgroup, frames, syscalls
from grader.confinement import Level, Terms
from grader.errors import ConfigError, InternalFault
from grader.shelf import Shelf
from grader.template import Housed, Template
from grader.walls import Wall

_CREDENTIALS = struct.Struct("=iII")
_LET_IN_S = 15.0
_REHEARSAL_S = 5


class Guest:
    """
    A fork of a room's template as a confined process; the room's owner clears up behind it.

    Args:
        process: The fork.
        room: The first process of its room, and what confines both.
    """

    def __init__(self, process: psutil.Process, room: Housed) -> None:
        self.process, self._room = process, room
        self.wall: Wall = room.wall
        self.group: cgroup.Group | None = room.group
        self._end = _End(process.pid)

    @property
    def parts(self) -> tuple[str, ...]:
        """What is in force, in words for a report."""
        return self._room.parts

    def alive(self) -> bool:
        """Tell whether the process still runs."""
        return self.process.is_running() if self._end.is_unseen else not self._end.has_come()

    def overfull(self) -> bool:
        """Tell whether more lies in its folder than may."""
        return self._room.overfull()

    def stop(self, grace_s: float = 0.0) -> None:
        """Let it end by itself, which it does with its control socket; without grace pull the room down."""
        self._end.close()
        if not grace_s:
            with contextlib.suppress(psutil.Error):
                self._room.process.kill()  # the first of its namespace: all others end with it


class _End:
    """The end of a process, seen through a descriptor: a tenth of what a look into `/proc` takes."""

    def __init__(self, pid: int) -> None:
        self._fd = -1
        with contextlib.suppress(OSError):  # it has ended, or the system knows no such descriptors
            self._fd = os.pidfd_open(pid)
        self._poll = select.poll()
        if not self.is_unseen:
            self._poll.register(self._fd, select.POLLIN)

    @property
    def is_unseen(self) -> bool:
        """Tell whether nothing can be said of it."""
        return self._fd < 0

    def has_come(self) -> bool:
        """Tell whether the process has ended."""
        return bool(self._poll.poll(0))

    def close(self) -> None:
        """Look no more; twice does no harm."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)


class Room:
    """
    A sandbox for one guest at a time; its owner, the process that has made it, keeps it in order.

    Args:
        terms: How guests are confined; the libraries are loaded once for all.

    Attributes:
        shelf: What all guests can read and none can write.

    Raises:
        InternalFault: There are no namespaces to be had within *terms*.
        ConfigError: A library is not installed.
    """

    def __init__(self, terms: Terms) -> None:
        if terms.most is not Level.BUBBLEWRAP:
            raise InternalFault("a room needs namespaces of its own")
        self._terms = Terms(Level.BUBBLEWRAP, Level.BUBBLEWRAP, terms.libraries)
        self._owner = os.getpid()
        self._template: Template | None = Template.start(self._terms, stays=True)
        self.shelf: Shelf | None = None

    @classmethod
    def built(cls, terms: Terms) -> Self | None:
        """Return a room within *terms*, or None where none can be had."""
        with contextlib.suppress(InternalFault, ConfigError):  # which a lane of its own will tell
            return cls(terms)
        return None

    def warm(self, shelf: Shelf | None = None) -> None:
        """Wait until the template is ready and has seen the *shelf*; where that fails there is no room."""
        self.shelf = shelf
        try:
            if self._template is not None:
                self._template.warm(self._terms.libraries, shelf)
        except InternalFault:
            self.close()

    def let_in(self) -> Template:
        """
        Return a fresh template of the room for one submission.

        Raises:
            InternalFault: The room is not there any more.
        """
        if self._template is None:
            raise InternalFault("there is no room")
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
                self._template.ask(b"N", None, [theirs.fileno()])
            house = Guest(psutil.Process(_sender(ours)), self._template.house)
            return Template(house, ours, ready=True, shelf=self.shelf)
        except (OSError, psutil.Error) as error:
            ours.close()
            raise InternalFault(f"a template does not answer: {error}") from error
        except BaseException:
            ours.close()
            raise

    def rehearse(self) -> None:
        """
        Have the template rehearse what each worker does, so that all forks find that done.

        Takes as long as a few checks do; where it fails the room is built anew without.
        """
        limits = {"address_bytes": None, "cpu_s": _REHEARSAL_S, "file_bytes": 1, "seed": 0}
        try:
            if self._template is not None:
                wall = self._template.house.wall
                filtered = wall.plan["filter"] is not None
                program = syscalls.lone_filter(cuts=wall.cuts) if filtered else None
                self._template.ask(b"W", {**limits, "filter": program})
        except InternalFault:
            self.tidy(in_doubt=True)

    def tidy(self, *, in_doubt: bool = False) -> None:
        """Have the room as at first: cleared up, or where that is *in_doubt* or fails, built anew."""
        try:
            if self._template is not None and not in_doubt and self._template.ask(b"D", None) is True:
                return
        except InternalFault:
            pass
        self.close()
        with contextlib.suppress(InternalFault):
            self._template = Template.start(self._terms, stays=True)
            self.warm(self.shelf)

    def close(self) -> None:
        """End all in it; twice does no harm, nor in a fork of the owner."""
        template, self._template = self._template, None
        if template is not None and os.getpid() == self._owner:
            template.end()


def _sender(stream: socket.socket) -> int:
    """Return who has sent the greeting on *stream*, by the number that it has out here."""
    stream.settimeout(_LET_IN_S)
    data, extra, _, _ = stream.recvmsg(frames.READ_BYTES, socket.CMSG_SPACE(_CREDENTIALS.size))
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
    for level, kind, body in extra:
        if data and (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
            return int(_CREDENTIALS.unpack(body[: _CREDENTIALS.size])[0])
    raise InternalFault("a template does not say who it is")
