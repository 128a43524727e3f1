"""The words of confinement as types: levels, what may be read, bounds, endings. Pure data, no process."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Level(StrEnum):
    """
    How strongly a process is confined, weakest first; `docs/security.md` says what each does not stop.

    `PROCESS`: a process, a session, a folder and an environment of its own, and limits.
    `SECCOMP`: no privileges, and a filter of system calls as well.
    `LANDLOCK`: of the file system only what the command needs as well.
    `BUBBLEWRAP`: namespaces of its own, a root with only what the command needs, and the filter.
    """

    PROCESS = "process"
    SECCOMP = "seccomp"
    LANDLOCK = "landlock"
    BUBBLEWRAP = "bubblewrap"

    @property
    def rank(self) -> int:
        """The place in the order of strength, from 0."""
        return list(Level).index(self)


@dataclass(frozen=True)
class Terms:
    """
    How the workers of a submission are confined.

    Args:
        least, most: The weakest and the strongest level to accept.
        libraries: Packages beside NumPy that student code may import.
    """

    least: Level = Level.PROCESS
    most: Level = Level.BUBBLEWRAP
    libraries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Readable:
    """
    What of the file system a command needs to read, all paths absolute.

    Args:
        folders: Read with all that is below them, except
        hidden: folders below those, which stay empty.
        more: Files and folders, below hidden ones or elsewhere, to be read after all.
        listed: Folders in which names are looked up, without reading what bears them.
        aliases: Places at which other files must appear: a link to the loader of programs.
    """

    folders: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()
    more: tuple[Path, ...] = ()
    listed: tuple[Path, ...] = ()
    aliases: tuple[tuple[Path, Path], ...] = ()


@dataclass(frozen=True)
class Bounds:
    """
    What everything inside one sandbox together may use; None is without bound.

    *cpu_s*, *address_bytes* and *file_bytes* hold for each process or file, *disk_bytes* for the private
    folder of the level `bubblewrap`, *memory_bytes* and *processes* (threads counted) where there are
    control groups.
    """

    wall_s: float | None = None
    cpu_s: int | None = None
    address_bytes: int | None = None
    memory_bytes: int = 4 * 2**30
    processes: int = 256
    file_bytes: int | None = None
    disk_bytes: int = 96 * 2**20


class Cause(StrEnum):
    """Why a process ended."""

    ENDED = "ended"
    TIME = "time"
    MEMORY = "memory"
    DENIED = "denied"
    SIGNAL = "signal"


@dataclass(frozen=True)
class Ended:
    """How a confined command ended: *code* is its exit code, or None where *signal* names what ended it."""

    cause: Cause
    code: int | None
    signal: str | None
    cpu_s: float
    wall_s: float
    peak_bytes: int
