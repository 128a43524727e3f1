"""
Take down what an examiner says and what came of each check, failing closed.

A planned check without an outcome that can be believed is `internal`, whatever the reason. Knows no process.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from grader.errors import ConfigError, InternalFault
from grader.records import (
    CheckFinished,
    CheckStarted,
    Event,
    Outcome,
    PlannedCheck,
    TrainingProgress,
    Verdict,
    planned_check,
)

OUTCOME = TypeAdapter(Outcome)

_MAX_TAIL = 2000
_NO_TIME = "the deadline of this grading had passed"


@dataclass
class Examination:
    """
    What was planned, what came of it, how it was confined, and seconds that are nobody's verdict.

    *recognised* maps the ids of failed checks to the misconception that they show: its name and explanation.
    """

    plan: list[PlannedCheck] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    timing: dict[str, Any] = field(default_factory=dict)
    isolation: str = ""
    recognised: dict[str, dict[str, str]] = field(default_factory=dict)


class Minutes:
    """
    What one examiner has said so far.

    Attributes:
        isolation: What confines the submission, in words.
        plan: The checks; None before there is a plan.
        faults: Of the assignment, as far as they were told.
        refused: Why there will be no examination on this machine, or nothing.
        ended: The exit code of the examination, where its examiner outlives it and tells.
    """

    def __init__(self) -> None:
        self.isolation, self.refused = "", ""
        self.plan: list[PlannedCheck] | None = None
        self.faults: list[str] = []
        self.ended: int | None = None
        self._tests: Sequence[Any] = ()
        self._told: dict[str, Outcome] = {}
        self._faulty: dict[str, str] = {}
        self._recognised: dict[str, dict[str, str]] = {}
        self._counts: dict[str, Any] = {}

    def take(self, message: Any) -> Event | None:
        """Take in a *message* and return the event in it; one that has no known form is nothing."""
        match message:
            case {"refused": str(reason)}:
                self.refused = reason
            case {"isolation": str(isolation)}:
                self.isolation = isolation
            case {"fault": str(fault)}:
                self.faults.append(fault)
            case {"plan": list(checks)}:
                self.plan = [planned_check(check) for check in checks]
            case {"event": str(name), **rest}:
                return event_of(name, {str(key): value for key, value in rest.items()})
            case {"review": {"faulty": dict(faulty), "recognised": dict(recognised)}}:
                self._faulty, self._recognised = faulty, recognised
            case {"outcome": dict(fields)}:
                self._note(fields)
            case {"tests": list(entries), **rest}:
                counts = rest.get("counts")
                self._tests, self._counts = entries, counts if isinstance(counts, dict) else {}
            case {"ended": int(code)}:
                self.ended = code
        return None

    def _note(self, fields: dict[str, Any]) -> None:
        with contextlib.suppress(ValidationError):
            outcome = OUTCOME.validate_python(fields)
            self._told[outcome.id] = outcome

    @property
    def is_whole(self) -> bool:
        """Tell whether the report at the end has come."""
        return bool(self._tests)

    def cut(self, plan: Sequence[PlannedCheck]) -> Examination:
        """
        Return what came of the checks of *plan* in an examination that ran out of time.

        What was told early stands, so that it can be read; what has not ended is `internal`, and with it the
        whole report. Where all was told and only the report at the end is missing, nothing of it is believed.
        """
        found = Examination(list(plan), isolation=self.isolation)
        found.outcomes = {
            check.id: self._told.get(check.id) or internal(check.id, f"not graded: {_NO_TIME}")
            for check in plan
        }
        if all(check.id in self._told for check in plan):
            message = f"not confirmed by the report at the end: {_NO_TIME}"
            found.outcomes = {check.id: internal(check.id, message) for check in plan}
        _note_seconds(found)
        return found

    def examination(self, plan: Sequence[PlannedCheck], ending: str, believed: bool) -> Examination:
        """
        Return what came of the checks of *plan*.

        Args:
            plan: The checks that were asked for.
            ending: How the examiner ended, in words.
            believed: Whether it ended as an examiner does; if not, nothing counts that it has told.
        """
        found = Examination(list(plan), isolation=self.isolation)
        found.recognised = self._recognised if believed else {}
        collect(found, self._tests if believed else (), ending)
        if believed and self._counts:
            found.timing["counts"] = self._counts
        for check_id, message in self._faulty.items():
            found.outcomes[check_id] = internal(check_id, message)
        return found


def internal(check_id: str, message: str) -> Outcome:
    """Return the outcome of a check that says nothing about the submission, for the reason in *message*."""
    return Outcome(check_id, Verdict.INTERNAL, 0.0, message)


def collect(found: Examination, tests: Sequence[Any], ending: str) -> None:
    """
    Enter outcomes in *found*, failing closed: what is not there positively, and once, is internal.

    Args:
        found: Has a plan and gets outcomes and seconds.
        tests: The entries of the JSON report.
        ending: How the examiner ended, for the messages.
    """
    outcomes: dict[str, list[Outcome]] = {check.id: [] for check in found.plan}
    for test in tests:
        outcome = _outcome(test)
        if outcome is not None and outcome.id in outcomes:
            outcomes[outcome.id].append(outcome)
    for check_id, entries in outcomes.items():
        if len(entries) == 1:
            found.outcomes[check_id] = entries[0]
            continue
        message = f"this check was planned and gave {len(entries) or 'no'} outcomes; {ending}"
        found.outcomes[check_id] = internal(check_id, message)
    _note_seconds(found)


def _note_seconds(found: Examination) -> None:
    """Move what checks tell of their time, which no report repeats, from the outcomes to the timing."""
    ended = [one for one in found.outcomes.values() if one.verdict is not Verdict.INTERNAL or one.wall_s]
    for outcome in ended:
        found.timing.update(outcome.details.pop("timing", {}))
    found.timing["checks_s"] = {outcome.id: round(outcome.wall_s, 4) for outcome in ended}


def _outcome(test: Any) -> Outcome | None:
    """Return the outcome in one entry of the JSON report; a pass must be a pass in every stage."""
    try:
        outcome = OUTCOME.validate_python(test["metadata"]["outcome"])
        stages = [test.get(stage, {}).get("outcome") for stage in ("setup", "call", "teardown")]
        whole = test["outcome"]
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    if outcome.verdict is Verdict.PASSED and [whole, *stages] != ["passed"] * 4:
        message = f"pytest reports {whole!r} for a check that recorded a pass"
        return internal(outcome.id, message)
    return outcome


def no_plan(ending: str, tail: str) -> ConfigError | InternalFault:
    """Return why there is no plan: a fault of the assignment that pytest has told of, or one of ours."""
    for line in reversed(tail.splitlines()):
        if line.startswith("ERROR: "):
            return ConfigError(line.removeprefix("ERROR: "))
    return InternalFault(f"{ending} before it had a plan: {tail[-_MAX_TAIL:]}")


def event_of(name: str, fields: Mapping[str, Any]) -> Event:
    """Return the event called *name* whose *fields* came as JSON values."""
    if name == CheckFinished.__name__:
        return CheckFinished(fields["id"], Verdict(fields["verdict"]))
    if name == CheckStarted.__name__:
        return CheckStarted(fields["id"])
    return TrainingProgress(**fields)
