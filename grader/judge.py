"""
Have one submission examined and collect what was found, failing closed.

Follows the examiner's events and reads outcomes from the JSON report that ends them. A planned
check without an outcome is `internal`, whatever the reason; one reason is an examiner that is silent
for longer than any check may take.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from grader import config as configuration
from grader.errors import ConfigError, InternalFault
from grader.exam import Job
from grader.hearing import Hearing
from grader.intake import Submission
from grader.lane import Terms
from grader.records import (
    CheckFinished,
    CheckStarted,
    Event,
    Kind,
    Outcome,
    PlannedCheck,
    TrainingProgress,
    Verdict,
    planned_check,
)

Follow = Callable[[Event, int], None]

_MAX_TAIL = 2000
_MARGIN_S = 60.0
_OUTCOME = TypeAdapter(Outcome)


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


@dataclass(frozen=True)
class Order:
    """
    What to examine and by which rules.

    Args:
        assignment: Its folder.
        submission: As taken in.
        secret: Gives the secret that seeds all inputs; called once the assignment has shown no fault.
        scope: All checks, or the visible ones that a student runs.
        dataset: In place of the one that `config.yaml` names.
        terms: How the submission is confined.
        tasks: Those whose checks are run; all where there are none.
    """

    assignment: Path
    submission: Submission
    secret: Callable[[], bytes]
    scope: Literal["all", "visible"] = "all"
    dataset: str | None = None
    terms: Terms = field(default_factory=Terms)
    tasks: tuple[str, ...] = ()


def examine(order: Order, follow: Follow) -> Examination:
    """
    Run the checks of *order* and return what they found.

    Args:
        order: What to examine.
        follow: Called with each event of the progress and the number of planned checks.

    Raises:
        ConfigError: A file of checks cannot be collected; the text names file and fault.
        InternalFault: The examiner ended before it had a plan.
    """
    with Hearing(_job(order)) as hearing:
        patience_s = patience_of(order.assignment)
        minutes = _Minutes(order, follow, hearing)
        for message in hearing.messages(patience_s):
            minutes.take(message)
        ending = hearing.ending(patience_s)
        if not hearing.ended_well:
            minutes.forget_outcomes()
        return minutes.whole(ending)


def patience_of(assignment: Path) -> float:
    """Return how long the examiner may say nothing: longer than any check of *assignment* takes."""
    config = configuration.load(assignment)
    return max(config.limits_for(kind).check_wall_s for kind in Kind) + _MARGIN_S


class _Minutes:
    """What an examiner has said so far."""

    def __init__(self, order: Order, follow: Follow, hearing: Hearing) -> None:
        self._order, self._follow, self._hearing = order, follow, hearing
        self._found = Examination()
        self._planned = False
        self._faults: list[str] = []
        self._tests: list[Any] = []
        self._faulty: dict[str, str] = {}

    def take(self, message: Any) -> None:
        """Take in a *message*; one that has no known form is nothing."""
        match message:
            case {"refused": str(reason)}:
                raise InternalFault(reason)
            case {"isolation": str(isolation)}:
                self._found.isolation = isolation
            case {"fault": str(fault)}:
                self._faults.append(fault)
            case {"plan": list(checks)}:
                self._found.plan, self._planned = [planned_check(check) for check in checks], True
                if self._found.plan and not self._faults:
                    self._hearing.send(base64.b64encode(self._order.secret()))
                self._hearing.close_input()
            case {"event": str(name), **rest}:
                fields = {str(key): value for key, value in rest.items()}
                self._follow(event_of(name, fields), len(self._found.plan))
            case {"review": {"faulty": dict(faulty), "recognised": dict(recognised)}}:
                self._faulty, self._found.recognised = faulty, recognised
            case {"tests": list(entries)}:
                self._tests = entries

    def forget_outcomes(self) -> None:
        """Believe nothing that was told: whoever told it did not end as an examiner does."""
        self._tests = []

    def whole(self, ending: str) -> Examination:
        """Return the examination; *ending* is how the examiner ended, in words."""
        if self._faults:
            raise ConfigError(self._faults[0])
        if not self._planned:
            raise no_plan(ending, self._hearing.last_words())
        if not self._found.plan:
            raise ConfigError("no checks in exercises/checks or reference/checks")
        collect(self._found, self._tests, ending)
        for check_id, message in self._faulty.items():
            self._found.outcomes[check_id] = internal(check_id, message)
        return self._found


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
        outcome = _OUTCOME.validate_python(test["metadata"]["outcome"])
        stages = [test.get(stage, {}).get("outcome") for stage in ("setup", "call", "teardown")]
        whole = test["outcome"]
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    if outcome.verdict is Verdict.PASSED and [whole, *stages] != ["passed"] * 4:
        message = f"pytest reports {whole!r} for a check that recorded a pass"
        return internal(outcome.id, message)
    return outcome


def no_plan(ending: str, tail: str) -> Exception:
    """Return why there is no plan: a fault of the assignment that pytest has told of, or one of ours."""
    for line in reversed(tail.splitlines()):
        if line.startswith("ERROR: "):
            return ConfigError(line.removeprefix("ERROR: "))
    return InternalFault(f"{ending} before it had a plan: {tail[-_MAX_TAIL:]}")


def _job(order: Order) -> bytes:
    submission = order.submission
    job = Job(
        assignment=order.assignment.resolve(),
        dataset=order.dataset,
        files={path: base64.b64encode(content) for path, content in submission.files.items()},
        missing=submission.missing,
        scope=order.scope,
        terms=order.terms,
        tasks=order.tasks,
    )
    return job.model_dump_json().encode()


def event_of(name: str, fields: Mapping[str, Any]) -> Event:
    """Return the event called *name* whose *fields* came as JSON values."""
    if name == CheckFinished.__name__:
        return CheckFinished(fields["id"], Verdict(fields["verdict"]))
    if name == CheckStarted.__name__:
        return CheckStarted(fields["id"])
    return TrainingProgress(**fields)
