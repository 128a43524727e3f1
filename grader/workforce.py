"""Who of a cluster is there, how long to wait for whom, what has become of an errand. Knows no network."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from typing import Any

from grader.errors import GraderError, InternalFault

MOST_LOSSES = 3
_LEAVING = frozenset({"closing", "closing_gracefully"})


class WorkersLost(InternalFault):
    """A submission has ended its worker several times; no other one is given to it."""


class ClusterLost(GraderError):
    """The scheduler, or the last worker, has gone; what was done stays done."""


@dataclass(frozen=True)
class Patience:
    """
    How long to wait for what, in seconds.

    Args:
        connect_s: For the scheduler's first answer.
        join_s: For the first worker.
        silent_s: Until a worker that sends no heartbeat is taken for dead.
        errand_s: Until an errand that has no end is given to another worker.
        lost_s: Until a scheduler that no longer answers is given up.
        empty_s: Until a cluster without workers is given up.
    """

    connect_s: float = 10.0
    join_s: float = 30.0
    silent_s: float = 20.0
    errand_s: float = 1800.0
    lost_s: float = 15.0
    empty_s: float = 120.0


@dataclass(order=True)
class Ticket:
    """An errand that waits or is being done; those that have lost a worker wait behind all others."""

    losses: int
    number: int
    packed: bytes = field(compare=False)
    future: Future[Any] = field(compare=False)
    lost_on: list[str] = field(compare=False, default_factory=list)
    begun: bool = field(compare=False, default=False)

    def begin(self) -> bool:
        """Mark as running; False for one that was cancelled before."""
        self.begun = self.begun or self.future.set_running_or_notify_cancel()
        return self.begun

    def give_up(self, fault: BaseException | None = None) -> None:
        """Let the future be done, by *fault* or else as cancelled, without waiting for any worker."""
        if self.begun and self.future.done():
            return
        if fault is None and not self.begun:
            self.future.cancel()
        if self.begin():
            self.future.set_exception(fault or CancelledError())


class Presence:
    """
    Which workers are there, by what the scheduler says of them.

    Args:
        silent_s: A worker whose last heartbeat does not change for so long is not there: its machine has
            gone, or it hangs. Only differences of the scheduler's clock count.

    Attributes:
        leaving: Those that their scheduler has told to go; whoever they work for is not to blame.
    """

    def __init__(self, silent_s: float) -> None:
        self._silent_s = silent_s
        self._heard: dict[str, tuple[float, float]] = {}
        self.leaving: frozenset[str] = frozenset()

    def look(self, workers: Mapping[str, Mapping[str, Any]], now_s: float) -> set[str]:
        """Return the addresses of those that are there and staying."""
        heard: dict[str, tuple[float, float]] = {}
        for address, facts in workers.items():
            seen = facts["last_seen"]
            before, since_s = self._heard.get(address, (None, now_s))
            heard[address] = (seen, since_s if seen == before else now_s)
        self._heard = heard
        gone = self.leaving - set(workers)
        going = {address for address, facts in workers.items() if facts["status"] in _LEAVING}
        self.leaving = frozenset(gone | going)
        return {
            address
            for address, (_, since_s) in heard.items()
            if now_s - since_s < self._silent_s and workers[address]["status"] in {"running", "paused"}
        }
