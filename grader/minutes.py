"""
Take down what an examiner says and what came of each check, failing closed.

A planned check without an outcome that can be believed is `internal`, whatever the reason. Knows no process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

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
        self._faulty: dict[str, str] = {}
        self._recognised: dict[str, dict[str, str]] = {}

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
            case {"tests": list(entries)}:
                self._tests = entries
            case {"ended": int(code)}:
                self.ended = code
        return None

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
    seconds: dict[str, float] = {}
    for check_id, entries in outcomes.items():
        if len(entries) != 1:
            message = f"this check was planned and gave {len(entries) or 'no'} outcomes; {ending}"
            found.outcomes[check_id] = internal(check_id, message)
            continue
        found.timing.update(entries[0].details.pop("timing", {}))
        found.outcomes[check_id] = entries[0]
        seconds[check_id] = round(entries[0].wall_s, 4)
    found.timing["checks_s"] = seconds


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
