"""
Start a confined process. Knows nothing of what it runs.

One small interface, so that stronger confinement can take its place: a command, its environment
and the descriptors that it may keep go in; a process that can be ended with its whole group comes
out. At this level the wall is the process: no inherited environment, no inherited descriptor, a
session and a working folder of its own.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psutil

from grader import sweep

LEVEL = "process"
_STOP_S = 5.0
_HUNTS = 20


class Confined:
    """
    A running confined process.

    Attributes:
        process: Its end of the family tree, for those who watch what it uses.
    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], keep_fds: Sequence[int]
    ) -> None:
        """
        Start *command*.

        Args:
            command: Program and arguments.
            environment: All of the environment that it gets.
            keep_fds: Descriptors that it inherits beside the standard three, which are closed to it.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="confined-")).resolve()
        try:
            self._process = subprocess.Popen(
                command,
                env={**environment, "TMPDIR": str(self._folder), "HOME": str(self._folder)},
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=keep_fds,
                start_new_session=True,
            )
        except OSError:
            sweep.remove(self._folder)
            raise
        self.process = psutil.Process(self._process.pid)
        self._stopped = False

    def alive(self) -> bool:
        """Tell whether the process still runs."""
        return self._process.poll() is None

    def stop(self, grace_s: float = 0.0) -> None:
        """
        Kill the process with all that it started, and remove its folder; twice does no harm.

        Args:
            grace_s: How long it may take to end by itself; where it does so with exit code 0, it
                is believed to have left nothing behind.
        """
        if self._stopped:
            return
        self._stopped = True
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(grace_s)
            if self._process.returncode != 0:
                self._kill()
            self._process.wait(_STOP_S)
        finally:
            sweep.remove(self._folder)

    def _kill(self) -> None:
        """Kill the process first, so that it starts nothing more, then whatever is left of its kin."""
        kin = list(self._kin())
        if self.alive():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        for _ in range(_HUNTS):
            for each in kin:
                with contextlib.suppress(psutil.Error):
                    each.kill()
            if not (kin := [each for each in self._kin() if each.pid != self._process.pid]):
                return

    def _kin(self) -> Iterator[psutil.Process]:
        """Find descendants, and orphans by the folder in their first environment or as their own."""
        found: list[psutil.Process] = []
        with contextlib.suppress(psutil.Error):
            found = self.process.children(recursive=True)
        yield from found
        for each in psutil.process_iter():
            if each not in found and self._is_kin(each):
                yield each

    def _is_kin(self, process: psutil.Process) -> bool:
        """Tell by the environment, and where it was changed by the working folder."""
        folder = str(self._folder)
        with contextlib.suppress(psutil.Error, OSError):
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            home = process.environ().get("HOME", "")
            return folder in (home[: len(folder)], process.cwd()[: len(folder)])
        return False
