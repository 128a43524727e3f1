"""Say what a student gets in the end, for whoever writes it where grades belong. Pure records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Grade:
    """
    The grade of one student.

    Args:
        student: By which the gradebook knows the student.
        score: Points after late policy and adjustments; None where there is none to give, as *status* tells.
        max_score: That could be had.
        status: `graded`, `internal` (the grader failed), `rejected` (could not be read) or `missing`.
        name, group: As in `Handin`.
        ids: What platforms call the student, as in `Handin`.
        submitted_at: ISO 8601 with offset, of the attempt that counts; None where nobody says.
        late_s: Seconds after the due date, extension and grace taken off; None where nobody says.
        raw_score: Of the report, before late policy and adjustments.
        late_deduction, adjustment: Points taken off for lateness, and added by hand (negative: taken off).
        attempts: How many there are.
    """

    student: str
    score: float | None
    max_score: float
    status: str = "graded"
    name: str = ""
    group: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    submitted_at: str | None = None
    late_s: float | None = None
    raw_score: float | None = None
    late_deduction: float = 0.0
    adjustment: float = 0.0
    attempts: int = 1
