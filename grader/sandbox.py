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
from collections.abc import Mapping, Sequence

LEVEL = "process"
_STOP_S = 5.0


class Confined:
    """A running confined process."""

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
        self._folder = tempfile.TemporaryDirectory(prefix="confined-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            command,
            env={**environment, "TMPDIR": self._folder.name, "HOME": self._folder.name},
            cwd=self._folder.name,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=keep_fds,
            start_new_session=True,
        )

    def alive(self) -> bool:
        """Tell whether the process still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Kill the process and its group, and remove its folder; doing so twice does no harm."""
        if self.alive():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=_STOP_S)
        self._folder.cleanup()
