"""Compute how late an attempt is and what that costs. Pure: reads no clock and no file."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from grader.deadlines import LateRules

_DAY_S = 86_400.0
_DECIMALS = 6


def late_s(rules: LateRules, student: str, submitted_at: datetime | None) -> float | None:
    """
    Return by how many seconds *student* was late; 0 for whoever was in time.

    The student's extension and the grace are taken off. None where no due date or no time is known.

    Args:
        rules: Of `config.yaml`.
        student: By which the gradebook knows the student.
        submitted_at: With a time zone.
    """
    last = _due(rules, student)
    if submitted_at is None or last is None:
        return None
    return max(0.0, (submitted_at - last).total_seconds())


def is_cut_off(rules: LateRules, student: str, submitted_at: datetime | None) -> bool:
    """Return whether an attempt came when the *student*'s attempts no longer count."""
    if submitted_at is None or rules.cutoff is None:
        return False
    cutoff = rules.cutoff + _longer(rules, student, rules.cutoff)
    last = _due(rules, student)
    return submitted_at > (cutoff if last is None else max(cutoff, last))


def deduction(rules: LateRules, seconds: float | None, score: float, max_score: float) -> float:
    """
    Return how many points of *score* lateness costs, never more than there are.

    Args:
        rules: Of `config.yaml`.
        seconds: Of lateness, as `late_s` gives them; each started day counts whole.
        score: Of the report.
        max_score: Of which the percentages are.
    """
    if not seconds:
        return 0.0
    percent = min(rules.max_percent, rules.percent_per_day * math.ceil(seconds / _DAY_S))
    return min(max(score, 0.0), round(max_score * percent / 100, _DECIMALS))


def _due(rules: LateRules, student: str) -> datetime | None:
    """Return the last moment at which *student* is in time."""
    if rules.due is None:
        return None
    return rules.due + _longer(rules, student, rules.due) + timedelta(minutes=rules.grace_min)


def _longer(rules: LateRules, student: str, moment: datetime) -> timedelta:
    """Return how much longer than others *student* has; *moment* is theirs where nothing is due."""
    extension = rules.extensions.get(student, timedelta())
    if isinstance(extension, datetime):
        return max(extension - (rules.due or moment), timedelta())
    return extension
