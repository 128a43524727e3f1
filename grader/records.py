"""The words of grading as types: verdicts, kinds, planned checks, outcomes. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class Verdict(StrEnum):
    """What became of one check; `INTERNAL` is the grader's own fault and never costs a point."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"
    BLOCKED = "blocked"
    SKIPPED = "skipped"
    INTERNAL = "internal"


class Kind(StrEnum):
    """What a check probes with; the kind chooses the limits that hold for it."""

    UNIT = "unit"
    GRADIENT = "gradient"
    ACCURACY = "accuracy"


class Visibility(StrEnum):
    """When a student may see a check in full; Gradescope's four words."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"


class Audience(StrEnum):
    """Who reads a rendering of a report."""

    STUDENT = "student"
    STAFF = "staff"


@dataclass(frozen=True)
class Limits:
    """What one call of student code, and one check as a whole, may use."""

    call_cpu_s: float
    call_wall_s: float
    check_wall_s: float
    memory_bytes: int
    output_bytes: int


@dataclass(frozen=True)
class PlannedCheck:
    """
    One check as collected, before anything ran; *points* is its weight inside its task.

    *needs* are ids of checks without whose pass it is not run, *uses* tasks other than its own whose
    code it runs as well, *repeats* checks that catch the same mistakes on purpose.
    """

    id: str
    task: str
    title: str
    kind: Kind
    visibility: Visibility
    points: float
    hint: str
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ()


def planned_check(fields: Mapping[str, Any]) -> PlannedCheck:
    """Return the check whose *fields* came as JSON values."""
    kinds = {"kind": Kind(fields["kind"]), "visibility": Visibility(fields["visibility"])}
    lists = {name: tuple(fields[name]) for name in ("needs", "uses", "repeats")}
    return PlannedCheck(**{**fields, **kinds, **lists})


@dataclass(frozen=True)
class Outcome:
    """
    What one check found.

    *fraction* is the earned part of the check's points, 1.0 for a pass and between 0 and 1 for
    an accuracy below its threshold. *details* holds JSON values; *wall_s* is not part of a
    report's reproducible fields.
    """

    id: str
    verdict: Verdict
    fraction: float
    message: str
    details: dict[str, Any] = field(default_factory=dict)
    output: str = ""
    wall_s: float = 0.0


@dataclass(frozen=True)
class Spot:
    """A line of a file."""

    path: Path
    line: int


@dataclass(frozen=True)
class Planned:
    """The checks are collected; nothing has run yet."""

    checks: tuple[PlannedCheck, ...]


@dataclass(frozen=True)
class CheckStarted:
    """A check has begun; progress only, never evidence of a verdict."""

    id: str


@dataclass(frozen=True)
class CheckFinished:
    """A check has ended; progress only, the verdict that counts is in the judge's own report."""

    id: str
    verdict: Verdict


@dataclass(frozen=True)
class TrainingProgress:
    """How far the accuracy check has come: *run* counts from 1, *loss* is the latest one."""

    run: int
    runs: int
    iteration: int
    iterations: int
    loss: float


Event = Planned | CheckStarted | CheckFinished | TrainingProgress
