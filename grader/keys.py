"""Read single keys from a terminal, and leave it as it was found. Knows no key's meaning."""

from __future__ import annotations

import contextlib
import os
import re
import select
import termios
import tty
from types import TracebackType
from typing import IO, Any, Self

_SEQUENCE = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~]|O.|.)?", re.DOTALL)
_MOST_BYTES = 1024


class Keys:
    """
    The keyboard of a terminal: keys come at once and unseen; Ctrl-C and Ctrl-Z keep their meanings.

    Args:
        stream: A terminal that is read from.
    """

    def __init__(self, stream: IO[str]) -> None:
        self._descriptor = stream.fileno()
        self._before: list[Any] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Take the keyboard."""
        if self._before is None:
            self._before = termios.tcgetattr(self._descriptor)
            tty.setcbreak(self._descriptor, termios.TCSADRAIN)

    def stop(self) -> None:
        """Give the keyboard back as it was; doing so twice does no harm."""
        if self._before is not None:
            before, self._before = self._before, None
            with contextlib.suppress(termios.error):  # the terminal is gone
                termios.tcsetattr(self._descriptor, termios.TCSADRAIN, before)

    def fileno(self) -> int:
        """Return the descriptor that can be read from when `read` would not wait."""
        return self._descriptor

    def read(self) -> str | None:
        """
        Return the keys that were pressed; None once there is no keyboard any more.

        Arrows and their like, which send several characters, are no keys.
        """
        if not select.select([self._descriptor], [], [], 0)[0]:
            return ""
        try:
            data = os.read(self._descriptor, _MOST_BYTES)
        except OSError:
            return None
        return _SEQUENCE.sub(b"", data).decode(errors="ignore") if data else None
