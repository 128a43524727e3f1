"""Count what a batch has done, how fast it is and how long the rest will take. Pure: shows nothing."""

from __future__ import annotations

import math
import statistics
import time
from collections import deque
from collections.abc import Callable

from grader.results import Result

_REMEMBERED = 500  # durations of which the time left is made
_RECENT = 32
_WINDOW_S = 60.0
_FEWEST = 3  # submissions that must be graded before anything is said of the rest
_TRUST = 50  # so many, and the mean of their durations counts half
_SLOWEST = 3
_FAILURES = 3


def was_known(result: Result) -> bool:
    """Return whether *result* was there already: nothing of it had to be run."""
    known = result.seconds <= 0 or 0 < result.checks <= result.reused
    return result.status == "graded" and known


class Progress:
    """
    What a batch has done so far; told the same as a `Follower`.

    Args:
        clock: Seconds that only grow.

    Attributes:
        total: How many submissions will be looked at.
        checks: By how many checks each.
        graded: How many have a report, those that were known included.
        known: How many of these were done before.
        rejected: How many could not be read.
        internal: At how many the grader failed.
        failures: The latest that were rejected or internal, oldest first; only a few.
        slowest: The few that took longest, slowest first.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._started = clock()
        self._running: dict[str, float] = {}
        self._lanes: deque[int] = deque(maxlen=_RECENT // 2)
        self._durations: deque[float] = deque(maxlen=_REMEMBERED)
        self._each: float | None = None
        self._ends: deque[float] = deque()
        self._lately_known: deque[bool] = deque(maxlen=_RECENT)
        self.total = self.checks = self.graded = self.known = self.rejected = self.internal = 0
        self.failures: deque[Result] = deque(maxlen=_FAILURES)
        self.slowest: list[Result] = []

    def plan(self, total: int, checks: int) -> None:
        """Take that *total* submissions will be looked at, each by *checks* checks."""
        self.total, self.checks = total, checks

    def begin(self, name: str) -> None:
        """Take that a submission is now being graded, or once more, as its worker has died."""
        if not self._ends:
            self._ends.append(self._clock())
        self._running[name] = self._clock()
        self._lanes.append(len(self._running))

    def end(self, result: Result) -> None:
        """Take what became of a submission."""
        self._running.pop(result.id, None)
        known = was_known(result)
        self.graded += result.status == "graded"
        self.known += known
        self.rejected += result.status == "rejected"
        self.internal += result.status == "internal"
        self._lately_known.append(known)
        if result.status != "graded":
            self.failures.append(result)
        if not known and result.seconds > 0:
            self._time(result)

    def _time(self, result: Result) -> None:
        now = self._clock()
        self._ends.append(now)
        while len(self._ends) > _RECENT + 1 and self._ends[0] < now - _WINDOW_S:
            self._ends.popleft()
        self._durations.append(result.seconds)
        self._each = None
        self.slowest = sorted([*self.slowest, result], key=lambda one: -one.seconds)[:_SLOWEST]

    @property
    def done(self) -> int:
        """Return how many have come to their ends, whatever became of them."""
        return self.graded + self.failed

    @property
    def failed(self) -> int:
        """Return how many are not graded."""
        return self.rejected + self.internal

    @property
    def elapsed_s(self) -> float:
        """Return the seconds since the beginning."""
        return self._clock() - self._started

    def running(self) -> list[tuple[str, float]]:
        """Return the names of those that are being graded and for how many seconds, longest first."""
        now = self._clock()
        return sorted(((name, now - since) for name, since in self._running.items()), key=lambda one: -one[1])

    def rate(self) -> float | None:
        """Return how many a minute were really graded of late; None while nobody can know."""
        if len(self._ends) <= _FEWEST or (span := self._clock() - self._ends[0]) <= 0:
            return None
        return 60.0 * (len(self._ends) - 1) / span

    def left_s(self) -> float | None:
        """
        Return how many seconds the rest will take, if nothing more of it is known; None while nobody can say.

        Each of the rest counts as the median of what was done while that is little, and ever more as the
        mean: a few that time out must not frighten at first, and count in the end.
        """
        if len(self._durations) < _FEWEST or self.done >= self.total:
            return None
        each = self._expected()
        ahead = [max(each - age, 0.0) for _, age in self.running()]
        waiting = max(self.total - self.done - len(ahead), 0)
        if waiting:
            lanes = statistics.median_high(self._lanes or [1])
            left = (waiting * each + math.fsum(ahead)) / min(lanes, waiting + len(ahead))
        else:
            left = max(ahead, default=0.0)
        return left if left > 0 else None

    @property
    def is_bound(self) -> bool:
        """Return whether the time left may well be less, as some of late were known already."""
        return any(self._lately_known)

    def _expected(self) -> float:
        if self._each is None:
            count, median = len(self._durations), statistics.median(self._durations)
            mean = math.fsum(self._durations) / count
            self._each = median + (mean - median) * count**2 / (count**2 + _TRUST**2)
        return self._each


def spelt_duration(seconds: float) -> str:
    """Return *seconds* as people say it: ``0.4 s``, ``12 s``, ``1 min 5 s``, ``2 h 10 min``."""
    if seconds < 9.95:
        return f"{max(seconds, 0.0):.1f} s".replace(".0 s", " s")
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s".replace(" 0 s", "")
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min".replace(" 0 min", "")


def spelt_left(progress: Progress) -> str:
    """Return ``about 25 min left``, no more exact than it can be; empty while nobody can say."""
    left = progress.left_s()
    if left is None:
        return ""
    if left < 55:
        rounded = max(5.0, 5.0 * round(left / 5))
    elif left < 3600:
        rounded = 60.0 * round(left / 60 + 0.2)
    else:
        rounded = 600.0 * round(left / 600)
    return f"{'at most' if progress.is_bound else 'about'} {spelt_duration(rounded)} left"


def spelt_rate(progress: Progress) -> str:
    """Return ``1.4 a minute``; of what is slower how many an hour; empty while nobody can say."""
    rate = progress.rate()
    if rate is None or rate * 60 < 0.5:
        return ""
    if rate < 0.95:
        return f"{rate * 60:.0f} an hour"
    return f"{rate:.1f} a minute" if rate < 9.95 else f"{rate:.0f} a minute"
