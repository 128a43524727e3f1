"""Say what the gradebook knows of a student, and turn it into a grade. Pure: knows no database."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from grader.config import Config
from grader.grades import Grade
from grader.standing import Attempt, Standing, stand


@dataclass(frozen=True)
class Adjusted:
    """
    Points that a person gave or took.

    Args:
        points: Negative where they were taken off.
        author: Who did it.
        reason: Why.
        adjusted_at: When.
        below_zero: Whether the student's score may fall below 0.
    """

    points: float
    author: str
    reason: str
    adjusted_at: datetime
    below_zero: bool = False


@dataclass(frozen=True)
class Graded:
    """
    One result of grading an attempt.

    Args:
        attempt: Its number, as in `Attempt`.
        number: 1 for the attempt's first result; the highest one holds.
        status, score, max_score: Of the report.
        graded_at: When it was recorded.
        assignment_digest: Of the report; with another one the checks or the configuration were others.
        report_digest: Of the report without `timing` and `environment`.
    """

    attempt: int
    number: int
    status: str
    score: float | None
    max_score: float
    graded_at: datetime
    assignment_digest: str
    report_digest: str


@dataclass(frozen=True)
class Account:
    """
    All that is known of one student.

    Args:
        student, name, group, ids: As in `Handin`.
        attempts: In the order in which they were recorded.
        adjustments: The oldest first.
    """

    student: str
    name: str = ""
    group: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    attempts: tuple[Attempt, ...] = ()
    adjustments: tuple[Adjusted, ...] = ()

    def standing(self, config: Config) -> Standing:
        """Return which attempt counts by the rules of *config*, and what that gives."""
        points = [each.points for each in self.adjustments]
        negative = any(each.below_zero for each in self.adjustments)
        return stand(config.late, self.student, self.attempts, points, negative)


def grade(account: Account, config: Config) -> Grade:
    """
    Return what the student of *account* gets by the rules of *config*.

    Times are told with the offset of the due date, else in UTC.
    """
    standing = account.standing(config)
    counting = standing.counting
    attempt = counting.attempt if counting else None
    due = config.late.due
    at = attempt.submitted_at if attempt else None
    every_point = math.fsum(task.points for task in config.tasks.values())
    return Grade(
        student=account.student,
        score=standing.score,
        max_score=attempt.max_score if attempt else round(every_point, 6),
        status=standing.status,
        name=account.name,
        group=account.group,
        ids=dict(account.ids),
        submitted_at=at.astimezone(due.tzinfo if due else UTC).isoformat() if at else None,
        late_s=counting.late_s if counting else None,
        raw_score=attempt.score if attempt else None,
        late_deduction=counting.deduction if counting else 0.0,
        adjustment=standing.adjustment,
        attempts=len(account.attempts),
    )
