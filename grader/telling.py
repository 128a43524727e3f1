"""Tell whoever follows an examination how it goes: messages, and events, which may wait for one another."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import IO, Any

from grader.records import Event

_TOGETHER_S = 0.03
_SIGN_S = 1.0


class Telling:
    """
    The messages of one examiner, one a line.

    Args:
        stream: Where they go.
        gathers: Whether events that come fast may wait for one another.

    Attributes:
        token: Stands on each message, if there is one.
        followed: Whether somebody wants each event; else one now and then shows that this process lives.
        wants: Tells whether a message is to be sent at all.
    """

    def __init__(self, stream: IO[str], *, gathers: bool) -> None:
        self.stream, self._gathers = stream, gathers
        self.token, self.followed = "", True
        self.wants: Callable[[dict[str, Any]], bool] | None = None
        self._untold: list[dict[str, Any]] = []
        self._told_s = 0.0

    def event(self, event: Event) -> None:
        """Tell an event of the progress, if not at once, then before anything else."""
        if not self.followed and time.monotonic() - self._told_s < _SIGN_S:
            return
        self._untold.append({"event": type(event).__name__, **vars(event)})
        if not self._gathers or time.monotonic() - self._told_s > _TOGETHER_S:
            self.write()

    def write(self, *messages: dict[str, Any]) -> None:
        """Send the events that wait and *messages* behind them at once; whoever reads wakes only once."""
        mark = {"token": self.token} if self.token else {}
        told = [*self._untold, *messages]
        if self.wants is not None:
            told = [message for message in told if self.wants(message)]
        self.stream.write("".join(f"{json.dumps({**message, **mark})}\n" for message in told))
        self.stream.flush()
        self._untold, self._told_s = [], time.monotonic()
