"""Count points in whole units for platforms that know no fractions. Knows no platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.errors import InternalFault, UsageError
from grader.schema import Report

MILLIONTHS = 1_000_000
"""Units in a point by default: scores have six decimals, so that nothing is rounded."""


@dataclass(frozen=True)
class Units:
    """Earned and possible units; *score* is never more than *max_score*."""

    score: int
    max_score: int


@dataclass(frozen=True)
class WholePoints:
    """The units of a whole report; those of the *checks*, by id, add up to those of the *total*."""

    total: Units
    checks: dict[str, Units]


def whole_points(report: Report, scale: int = MILLIONTHS) -> WholePoints:
    """
    Return the points of *report* in whole units that add up, whatever was rounded on the way.

    What was earned and what was lost are shared among the checks separately, in proportion to what each of
    them earned and lost. So a check that earned all of its points has all of its units, and one that earned
    none has none.

    Args:
        report: With a score.
        scale: Units in a point. The same for all submissions, or their scores could not be compared; a
            million is exact, with fewer the total is the nearest number of units.

    Raises:
        InternalFault: The report has no score.
        UsageError: The scale is no power of ten from 100 to 1000000.
    """
    if report.score is None:
        raise InternalFault("the report has no score, so that there are no points to count")
    if scale not in {10**power for power in range(2, 7)}:
        raise UsageError(f"scale must be a power of ten from 100 to {MILLIONTHS}, got {scale}")
    checks = [check for task in report.tasks for check in task.checks]
    possible = round(report.max_score * scale)
    earned = min(round(report.score * scale), possible)
    gains = [round((check.score or 0.0) * MILLIONTHS) for check in checks]
    losses = [
        max(round(check.max_score * MILLIONTHS) - gain, 0) for check, gain in zip(checks, gains, strict=True)
    ]
    most = [gain + loss for gain, loss in zip(gains, losses, strict=True)]
    scores = _shared(earned, gains if any(gains) else most)
    rest = _shared(possible - earned, losses if any(losses) else most)
    units = {
        check.id: Units(score, score + lost) for check, score, lost in zip(checks, scores, rest, strict=True)
    }
    return WholePoints(Units(earned, possible), units)


def _shared(amount: int, weights: Sequence[int]) -> list[int]:
    """Share *amount* in proportion to *weights*; what remains goes to the largest remainders."""
    if not any(weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    shares = [amount * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: -(amount * weights[i] % whole))
    for i in order[: amount - sum(shares)]:
        shares[i] += 1
    return shares
