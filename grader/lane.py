"""
Hand one submission to a template, fork a worker per check from it, end them.

Knows what is confined, not how: that is the sandbox's. Talking to a worker is the channel's.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

import numpy as np
import psutil

from grader import syscalls
from grader.channel import Channel, Ending
from grader.confinement import Terms
from grader.errors import InternalFault
from grader.records import Limits
from grader.room import Room
from grader.starvation import Starvation
from grader.template import Template

_CLOSE_S = 2.0
_FILE_BYTES = 64 * 2**20


class Lane:
    """
    One template process and the workers forked from it, one at a time.

    Args:
        files: The submission, relative path to source.
        terms: At what level, and which libraries beside NumPy.
        room: Has a warm template; without it, or where that fails, a template of its own is started.

    Raises:
        InternalFault: No worker can be started within the terms.
    """

    _template: Template
    _loaded: bool
    _kills_for_memory: int

    def __init__(
        self, files: Mapping[str, bytes], terms: Terms | None = None, room: Room | None = None
    ) -> None:
        self._files, self._terms = dict(files), terms or Terms()
        self._use(self._guest(room) or Template.start(self._terms))
        self._level = self._template.house.wall.level

    @property
    def shelf(self) -> tuple[np.ndarray[Any, Any], ...]:
        """Arrays that its workers can see already."""
        return self._template.shelf.arrays if self._template.shelf else ()

    @property
    def isolation(self) -> str:
        """What confines the workers, for a report: the level, and what it consists of here."""
        house = self._template.house
        parts = ", ".join(house.parts)
        return f"{house.wall.level} ({parts})" if parts else str(house.wall.level)

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
        if not self._template.house.alive():
            self._replace()
        try:
            return self._fork(limits, seed)
        except InternalFault:
            self._replace()
            return self._fork(limits, seed)

    def bury(self) -> Ending | None:
        """End the worker and all that it started; None when its template is gone as well."""
        try:
            answer = self._template.ask(b"K", None)
        except InternalFault:
            self._template.house.stop()
            return None
        if isinstance(answer, int):
            return Ending(answer, self._ran_out_of_memory())
        self._template.house.stop()
        return None

    def close(self) -> None:
        """End the template; doing so twice does no harm."""
        self._template.end(_CLOSE_S)

    def take(self, files: Mapping[str, bytes]) -> None:
        """Have *files* for the submission, in a lane that was started before there was one."""
        self._files = dict(files)

    def warm(self) -> None:
        """Wait for the template and its libraries; raises what `load` does."""
        self._template.warm(self._terms.libraries)

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
        house = self._template.house
        linux = sys.platform.startswith("linux")
        try:
            self._loaded_bytes = house.process.memory_info().vms if linux else None
        except psutil.Error as error:
            raise InternalFault("the worker's template has ended") from error
        filtered = house.wall.plan["filter"] is not None
        case = {
            "files": self._files,
            "libraries": list(self._terms.libraries),
            "loaded_bytes": self._loaded_bytes,
            "uid": house.wall.uid,
            "filter": syscalls.lone_filter(cuts=house.wall.cuts) if filtered else None,
        }
        self._template.ask(b"L", case)
        self._loaded = True

    def _guest(self, room: Room | None) -> Template | None:
        """Return a template in *room*, if that lets one in."""
        if room is None:
            return None
        try:
            return room.let_in()
        except InternalFault:
            return None

    def _ran_out_of_memory(self) -> bool:
        """Tell whether the kernel has killed a process for memory since this was last asked."""
        before, group = self._kills_for_memory, self._template.house.group
        self._kills_for_memory = group.kills_for_memory() if group else 0
        return self._kills_for_memory > before

    def _replace(self) -> None:
        self._template.end()
        # It is not weaker than the first, so that a report's level holds for all of it.
        self._use(Template.start(replace(self._terms, least=self._level)))

    def _use(self, template: Template) -> None:
        self._template, self._loaded = template, False
        self._starvation = Starvation(template.house.process)
        self._kills_for_memory = template.house.group.kills_for_memory() if template.house.group else 0

    def _fork(self, limits: Limits, seed: int) -> Channel:
        self.load()
        request = {
            "address_bytes": None if self._loaded_bytes is None else self._loaded_bytes + limits.memory_bytes,
            "cpu_s": int(limits.check_wall_s) + 1,
            "file_bytes": _FILE_BYTES,
            "seed": seed,
        }
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                output_fd = self._start(request, theirs)
            except BaseException:
                ours.close()
                raise
        house = self._template.house
        return Channel(ours, output_fd, self._starvation, limits, self.bury, house.overfull)

    def _start(self, request: dict[str, Any], theirs: socket.socket) -> int:
        """Have a worker started that talks over *theirs*; return where what it prints can be read."""
        reading, writing = os.pipe()
        try:
            self._template.ask(b"F", request, [theirs.fileno(), writing])
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        return reading
