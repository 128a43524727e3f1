"""Count what a grading has cost in ways that no clock and no load change. Knows not what travels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader.session import Transport

CallBack = Callable[[bytes | bytearray], bytes]


@dataclass
class Counts:
    """
    What the checks of one examination have cost so far.

    Args:
        forks: Workers that were started, one for each check and a few for those that are run again.
        frames: Messages between judge and workers, call-backs and answers among them.
        bytes_sent, bytes_received: In these, as the judge sees it, without their heads.
    """

    forks: int = 0
    frames: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0

    def sent(self, body: bytes | bytearray) -> None:
        """Count a frame to a worker."""
        self.frames += 1
        self.bytes_sent += len(body)

    def received(self, body: bytes | bytearray) -> None:
        """Count a frame from a worker."""
        self.frames += 1
        self.bytes_received += len(body)


class Counted:
    """
    The transport to one worker, which is counted with all its frames.

    Args:
        transport: That carries them.
        counts: Where they are counted.
    """

    def __init__(self, transport: Transport, counts: Counts) -> None:
        self._transport, self._counts = transport, counts
        counts.forks += 1
        self.cause: BaseException | None = None

    def exchange(self, request: bytes, call_back: CallBack, call: str) -> bytes | bytearray:
        """Send an encoded program, answer call-backs, return the encoded answer; count all of it."""

        def answer(asked: bytes | bytearray) -> bytes:
            self._counts.received(asked)
            given = call_back(asked)
            self._counts.sent(given)
            return given

        self._counts.sent(request)
        try:
            body = self._transport.exchange(request, answer, call)
        finally:
            self.cause = self._transport.cause
        self._counts.received(body)
        return body
