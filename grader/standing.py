"""Say which attempt of a student counts, and what the student gets. Pure: knows no database."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.deadlines import LateRules
from grader.latepolicy import deduction, is_cut_off, late_s

_DECIMALS = 6
_RANKS = {"graded": 2, "internal": 1, "rejected": 0}


@dataclass(frozen=True)
class Attempt:
    """
    One attempt of a student, as it was graded last.

    Args:
        number: 1 for the first that was recorded.
        digest: Of the submission.
        submitted_at: None where nobody says.
        recorded_at: When the gradebook first heard of it, or heard that it was there again after another.
        late: Whether the platform calls it late; None where it does not say.
        score: Of the report; None where its *status* is not `graded`.
        max_score: That could be had.
        status: Of the report: `graded`, `internal` or `rejected`.
        gradings: How many times it was graded with another result.
    """

    number: int
    digest: str
    submitted_at: datetime | None
    recorded_at: datetime
    late: bool | None
    score: float | None
    max_score: float
    status: str
    gradings: int = 1


@dataclass(frozen=True)
class Weighed:
    """
    An attempt after the late policy.

    Args:
        attempt: Which one.
        late_s: As `latepolicy.late_s` says.
        deduction: Points that lateness costs.
        score: What is left; None where there was none.
        barred: Why it cannot count; empty where it can.
        note: What a person should know about its time; mostly empty.
    """

    attempt: Attempt
    late_s: float | None
    deduction: float
    score: float | None
    barred: str = ""
    note: str = ""


@dataclass(frozen=True)
class Standing:
    """
    What a student has in the end.

    Args:
        counting: The attempt that counts; None where none does.
        weighed: All attempts, in the order in which they were handed in.
        status: `graded`, `internal`, `rejected` or `missing`.
        score: After late policy and adjustments; None where there is none to give.
        adjustment: Sum of the adjustments.
    """

    counting: Weighed | None
    weighed: tuple[Weighed, ...]
    status: str
    score: float | None
    adjustment: float


def weigh(rules: LateRules, student: str, attempt: Attempt) -> Weighed:
    """Return what the late policy makes of one *attempt* of *student*."""
    seconds = late_s(rules, student, attempt.submitted_at)
    barred = note = ""
    if is_cut_off(rules, student, attempt.submitted_at):
        barred = "after the cutoff"
    elif rules.before_deadline_only and seconds:
        barred = "late"
    if attempt.submitted_at is None and (rules.due or rules.cutoff):
        note = "no time is known: taken as on time"
        if attempt.late:
            note = "the platform calls it late, but no time is known: nothing is deducted"
            if rules.before_deadline_only and student not in rules.extensions:
                barred, note = "late", "the platform calls it late"
    if attempt.score is None:
        return Weighed(attempt, seconds, 0.0, None, barred, note)
    taken = deduction(rules, seconds, attempt.score, attempt.max_score)
    return Weighed(attempt, seconds, taken, round(attempt.score - taken, _DECIMALS), barred, note)


def stand(
    rules: LateRules, student: str, attempts: Sequence[Attempt], adjustments: Sequence[float], negative: bool
) -> Standing:
    """
    Return where *student* stands.

    What could not be graded never counts while something else does: one that is `internal` is our own
    fault, and one that is `rejected` could not be read.

    Args:
        rules: Of `config.yaml`.
        student: By which the gradebook knows the student.
        attempts: In any order.
        adjustments: Points, negative where they are taken off.
        negative: Whether the score may fall below 0.
    """
    weighed = tuple(weigh(rules, student, attempt) for attempt in sorted(attempts, key=_order))
    counting = _counting(rules, [each for each in weighed if not each.barred])
    adjustment = round(math.fsum(adjustments), _DECIMALS)
    status = counting.attempt.status if counting else "missing"
    score = counting.score if counting else None
    if adjustment and status in {"rejected", "missing"}:  # somebody has given points for it all the same
        status, score = "graded", 0.0
    if score is not None:
        score = round(score + adjustment, _DECIMALS)
        score = score if negative else max(0.0, score)
    return Standing(counting, weighed, status, score, adjustment)


def _order(attempt: Attempt) -> tuple[datetime, datetime, int]:
    return attempt.submitted_at or attempt.recorded_at, attempt.recorded_at, attempt.number


def _counting(rules: LateRules, candidates: Sequence[Weighed]) -> Weighed | None:
    if not candidates:
        return None
    best_rank = max(_RANKS[each.attempt.status] for each in candidates)
    ranked = [each for each in candidates if _RANKS[each.attempt.status] == best_rank]
    if rules.counts == "best":
        return max(ranked, key=lambda each: each.score or 0.0)  # the earliest of equal ones
    return ranked[0 if rules.counts == "first" else -1]
