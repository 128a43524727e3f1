"""Compute what the reports of a class say of its tasks and checks. Pure: reads nothing, knows no page."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_BINS = 10
_NEARLY = 1e-9
_FEWEST = 5
"""Students below whom a correlation says nothing."""

Shares = Sequence[float | None]
"""For each student the share of the points, 0 to 1; None where nothing is known of it."""


@dataclass(frozen=True)
class Distribution:
    """
    How scores are spread.

    Args:
        count: Of scores.
        max_score: That could be had.
        minimum, lower_quartile, median, upper_quartile, maximum, mean: In points.
        full: How many have all points.
        zero: How many have none.
        bins: How many scores are in each tenth of the points; all points are in the last one.
    """

    count: int
    max_score: float
    minimum: float
    lower_quartile: float
    median: float
    upper_quartile: float
    maximum: float
    mean: float
    full: int
    zero: int
    bins: tuple[int, ...]


@dataclass(frozen=True)
class ItemFigures:
    """
    How a class did in one task or check.

    Args:
        count: Students of whom something is known.
        full: How many of them have all points.
        difficulty: Mean share of the points, 0 to 1: the lower, the harder. None without students.
        discrimination: Correlation, -1 to 1, of this share with the points of everything else; None where
            one of both is the same for all, or where too few students are known.
    """

    count: int
    full: int
    difficulty: float | None
    discrimination: float | None

    @property
    def rate(self) -> float | None:
        """Return the share of students with all points."""
        return self.full / self.count if self.count else None


@dataclass(frozen=True)
class Cost:
    """
    What one check took over the class.

    Args:
        name: Of the check.
        runs: How many have a time.
        median_s, slowest_s, total_s: Wall seconds.
    """

    name: str
    runs: int
    median_s: float
    slowest_s: float
    total_s: float


def distribution(scores: Iterable[float], max_score: float) -> Distribution | None:
    """Return how *scores* of at most *max_score* points are spread; None where there is no finite one."""
    known = sorted(float(score) for score in scores if math.isfinite(score))
    if not known:
        return None
    quartiles = statistics.quantiles(known, n=4, method="inclusive") if len(known) > 1 else known * 3
    bins = [0] * _BINS
    for score in known:
        tenth = math.floor(_BINS * score / max_score + _NEARLY) if max_score > 0 else _BINS - 1
        bins[min(max(tenth, 0), _BINS - 1)] += 1
    return Distribution(
        count=len(known),
        max_score=max_score,
        minimum=known[0],
        lower_quartile=quartiles[0],
        median=quartiles[1],
        upper_quartile=quartiles[2],
        maximum=known[-1],
        mean=math.fsum(known) / len(known),
        full=sum(score >= max_score - _NEARLY for score in known),
        zero=sum(score <= _NEARLY for score in known),
        bins=tuple(bins),
    )


def item_figures(shares: Shares, rest: Sequence[float | None]) -> ItemFigures:
    """
    Return how the class did in one item.

    Args:
        shares: Of the item.
        rest: For the same students the points of everything else: with the item's own points in it, an
            item would correlate with itself.

    Raises:
        ValueError: The two are not of one length.
    """
    known = [(mine, other) for mine, other in zip(shares, rest, strict=True) if mine is not None]
    values = [mine for mine, _ in known]
    pairs = [(mine, other) for mine, other in known if other is not None]
    return ItemFigures(
        count=len(values),
        full=sum(value >= 1 - _NEARLY for value in values),
        difficulty=math.fsum(values) / len(values) if values else None,
        discrimination=correlation([one for one, _ in pairs], [two for _, two in pairs]),
    )


def correlation(left: Sequence[float], right: Sequence[float]) -> float | None:
    """
    Return Pearson's correlation; None where one side does not vary, or there are fewer than five pairs.

    Raises:
        ValueError: The two are not of one length.
    """
    if len(left) != len(right):
        raise ValueError(f"{len(left)} values cannot be paired with {len(right)}")
    if len(left) < _FEWEST:
        return None
    ours, theirs = _centred(left), _centred(right)
    scale = math.sqrt(math.fsum(x * x for x in ours)) * math.sqrt(math.fsum(y * y for y in theirs))
    if scale < _NEARLY:
        return None
    return max(-1.0, min(1.0, math.fsum(x * y for x, y in zip(ours, theirs, strict=True)) / scale))


def cost(name: str, seconds: Sequence[float]) -> Cost:
    """
    Return what the check *name* took.

    Args:
        name: Of the check.
        seconds: One for each submission; at least one.
    """
    return Cost(name, len(seconds), statistics.median(seconds), max(seconds), math.fsum(seconds))


def _centred(values: Sequence[float]) -> list[float]:
    mean = math.fsum(values) / len(values)
    return [value - mean for value in values]
