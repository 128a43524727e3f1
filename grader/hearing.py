"""
Run the examiner as a process: send it lines, hear what it says, end it. Knows not what is said.

Waits for it no longer than it may be silent, whether it has died, was stopped or does not read.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import select
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from grader.allocation import KEEPS_FREED

_KEEP_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "GRADER_DATA", "XDG_CACHE_HOME", "SYSTEMROOT")
_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_STOP_S = 1.5
_EXIT_S = 5.0
_READ_BYTES = 1 << 16
_KEPT_BYTES = 20_000


class Hearing:
    """
    The examiner's process, in a folder and a session of its own, and what it says.

    Args:
        job: The first line of its standard input.
    """

    def __init__(self, job: bytes) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="judge-", ignore_cleanup_errors=True)
        Path(self._folder.name).chmod(0o711)  # a worker that is another user passes through to its own in it
        self._unread, self._is_left = bytearray(), False
        self._reading, writing = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "grader.examiner", str(writing)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=[writing],
                cwd=self._folder.name,
                env={**environment(), "TMPDIR": self._folder.name},
                start_new_session=True,
            )
        except BaseException:
            os.close(self._reading)
            self._folder.cleanup()
            raise
        finally:
            os.close(writing)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin, self._tail = self._process.stdin, _Tail(self._process.stdout)
        # In a thread, as one that does not read would hold up whoever is to notice just that.
        self._sender = threading.Thread(target=self.send, args=(job,), daemon=True)
        self._sender.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        """End the process, giving it time to end its worker and to remove its folders; once is enough."""
        if self._is_left:
            return
        self._is_left = True
        self._process.terminate()
        try:
            self._process.wait(timeout=_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._sender.join(_EXIT_S)
        self.close_input()
        self._tail.close()
        os.close(self._reading)
        with contextlib.suppress(PermissionError):  # an immutable file, where walls are weak
            self._folder.cleanup()

    def send(self, line: bytes) -> None:
        """Write a line to its standard input; if it has ended already, its exit code will tell."""
        with contextlib.suppress(BrokenPipeError):
            self._stdin.write(line + b"\n")
            self._stdin.flush()

    def send_last(self, line: bytes) -> None:
        """Write a last line, without waiting for one that does not read, and close its standard input."""

        def hand_over() -> None:
            with contextlib.suppress(ValueError):  # closed meanwhile, by one who has heard enough
                self.send(line)
                self.close_input()

        threading.Thread(target=hand_over, daemon=True).start()

    def close_input(self) -> None:
        """Close its standard input; what it has not read, it does not need."""
        with contextlib.suppress(BrokenPipeError):
            self._stdin.close()

    @property
    def pid(self) -> int:
        """Return the number of its process."""
        return self._process.pid

    def fileno(self) -> int:
        """Return the descriptor that can be read from when it has said something, or has ended."""
        return self._reading

    def messages(self, patience_s: float, until_s: float = math.inf) -> Iterator[Any]:
        """
        Yield what it says, message by message, until it ends.

        Args:
            patience_s: How long it may say nothing; after that it is believed to have ended.
            until_s: When to stop listening, by `time.monotonic`.
        """
        while (left_s := until_s - time.monotonic()) > 0:
            if not select.select([self], [], [], min(patience_s, left_s))[0]:
                return
            if (said := self.hear()) is None:
                return
            yield from said

    def hear(self) -> list[Any] | None:
        """
        Wait for what it says next and return it, line by line from JSON; None once it has ended.

        There may be nothing in it yet: garbage and a broken last line are no messages.
        """
        if not (data := os.read(self._reading, _READ_BYTES)):
            return None
        self._unread += data
        said: list[Any] = []
        if b"\n" in data:
            *lines, self._unread = self._unread.split(b"\n")
            for line in lines:
                with contextlib.suppress(ValueError):
                    said.append(json.loads(line))
        return said

    def dismiss(self) -> None:
        """Ask it to end, without waiting for that."""
        self._process.terminate()

    def kill(self) -> None:
        """End it, whether it listens or not; its folders stay until this is left."""
        self._process.kill()

    @property
    def has_ended(self) -> bool:
        """Tell whether it has ended."""
        return self._process.poll() is not None

    def ending(self, patience_s: float) -> str:
        """Return in words how it ended, killing it if it is still there; *patience_s* as for `messages`."""
        try:
            return f"the judge's process ended with code {self._process.wait(_EXIT_S)}"
        except subprocess.TimeoutExpired:
            self._process.kill()
        return f"the judge's process was killed: it neither ended nor said anything for {patience_s:g} s"

    @property
    def ended_well(self) -> bool:
        """Tell whether it ended by itself after a run of pytest: 1 says that some checks failed."""
        return self._process.poll() in (0, 1)

    def last_words(self) -> str:
        """Return the last of what it printed."""
        return self._tail.text()


def environment() -> dict[str, str]:
    """Return the variables of an examiner: few of ours, and what makes it repeatable."""
    kept = {name: os.environ[name] for name in _KEEP_VARIABLES if name in os.environ}
    own = {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
        "PYTHONHASHSEED": "0",
    }
    return kept | own | _THREADS | KEEPS_FREED


class _Tail:
    """The last of what a process prints, read while it runs so that it never blocks."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._kept = stream, b""
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with contextlib.suppress(ValueError):  # closed meanwhile
            while data := self._stream.read1(1 << 16):  # type: ignore[attr-defined]
                self._kept = (self._kept + data)[-_KEPT_BYTES:]

    def text(self) -> str:
        self._thread.join(timeout=5.0)
        return self._kept.decode("utf-8", "replace")

    def close(self) -> None:
        self._stream.close()
