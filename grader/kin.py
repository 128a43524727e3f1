"""
Find and kill what is left of a process's kin: descendants, and orphans by their marks.

Knows no sandbox. Where a process had a process namespace or a user of its own, little is left to find.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

_HUNTS = 20


@dataclass(frozen=True)
class Marks:
    """By what orphans are known: the *folder* that is their home or place, the *uid* that only they have."""

    folder: Path
    uid: int | None


def kill(process: psutil.Process, marks: Marks) -> None:
    """Kill *process* and its group first, so that it starts nothing more, then its kin until none is left."""
    found = list(kin(process, marks))
    if process.is_running():
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    for _ in range(_HUNTS):
        for each in found:
            with contextlib.suppress(psutil.Error):
                each.kill()
        if not (found := [each for each in kin(process, marks) if each.pid != process.pid]):
            return


def kin(process: psutil.Process, marks: Marks) -> Iterator[psutil.Process]:
    """Yield the descendants of *process*, and whoever else bears its marks."""
    found: list[psutil.Process] = []
    with contextlib.suppress(psutil.Error):
        found = process.children(recursive=True)
    yield from found
    for each in psutil.process_iter():
        if each not in found and _bears(each, marks):
            yield each


def _bears(process: psutil.Process, marks: Marks) -> bool:
    """Tell by the user, by the environment, and where that was changed by the working folder."""
    folder = str(marks.folder)
    with contextlib.suppress(psutil.Error, OSError):
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        if marks.uid is not None and process.uids().real == marks.uid:
            return True
        home = process.environ().get("HOME", "")
        return folder in (home[: len(folder)], process.cwd()[: len(folder)])
    return False
