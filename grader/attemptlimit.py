"""Tell whether an attempt may be graded now, by the times of those before it. Pure: no clock, no file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class AttemptLimit:
    """At most *attempts* graded attempts in any *hours* hours."""

    attempts: int
    hours: float

    @property
    def window(self) -> timedelta:
        """For how long an attempt counts."""
        return timedelta(hours=self.hours)


def graded_times(limit: AttemptLimit, times: Iterable[datetime]) -> list[datetime]:
    """
    Return those of *times* at which an attempt was within *limit*, in order.

    An attempt over the limit was not graded and does not count against later ones: whoever tries too early
    does not wait longer for it.
    """
    graded: list[datetime] = []
    for time in sorted(times):
        if _count(limit, graded, time) < limit.attempts:
            graded.append(time)
    return graded


def next_possible(limit: AttemptLimit, earlier: Iterable[datetime], now: datetime) -> datetime | None:
    """
    Return when the next attempt is possible, or None where the one made at *now* is.

    Args:
        limit: What is allowed.
        earlier: When attempts were made, but for those that no one could grade.
        now: When this one was made. Not the present: a grading that is repeated decides as the first did.
    """
    graded = graded_times(limit, (time for time in earlier if time <= now))
    if _count(limit, graded, now) < limit.attempts:
        return None
    return graded[-limit.attempts] + limit.window


def _count(limit: AttemptLimit, graded: Iterable[datetime], now: datetime) -> int:
    return sum(now - time < limit.window for time in graded)
