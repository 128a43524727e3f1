"""Say what became of one submission of a batch, for whoever shows or counts it. Pure records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True)
class Result:
    """
    What became of one submission.

    Args:
        id: Of the submission, as its report is named.
        status: `graded`, `rejected` (it could not be read) or `internal` (the grader failed).
        score: Points; None unless graded.
        max_score: That could be had.
        seconds: Of wall time, from its start to its report; 0 for what was done before.
        reused: How many of its checks were not run, as their results were known.
        checks: How many it has.
        problem: Why it is not graded, in one line; empty if it is.
        notes: On the submission, for a person, each one line.
    """

    id: str
    status: Literal["graded", "rejected", "internal"]
    score: float | None
    max_score: float
    seconds: float = 0.0
    reused: int = 0
    checks: int = 0
    problem: str = ""
    notes: tuple[str, ...] = ()


class Follower(Protocol):
    """Is told how a batch goes on, in the thread that drives it."""

    def plan(self, total: int, checks: int) -> None:
        """Take that *total* submissions will be looked at, each by *checks* checks."""
        ...

    def begin(self, name: str) -> None:
        """Take that a submission is now being graded."""
        ...

    def end(self, result: Result) -> None:
        """Take what became of a submission; one that was done before has not begun."""
        ...

    def tick(self) -> None:
        """Take that time has passed; called several times a second."""
        ...

    def tell(self, line: str) -> None:
        """Take a line for the person who waits."""
        ...


@dataclass(frozen=True)
class BatchOutcome:
    """
    What became of a whole batch.

    Args:
        results: One for each submission that was looked at, sorted by id.
        left: How many were not looked at, as somebody has stopped the batch.
        seconds: Of wall time.
        absent: The students of the roster without a submission, by name.
        puzzles: What lay there and was not understood, each one line.
    """

    results: Sequence[Result]
    left: int = 0
    seconds: float = 0.0
    absent: tuple[str, ...] = ()
    puzzles: tuple[str, ...] = ()
