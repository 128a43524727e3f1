"""
Have one submission examined by an examiner of its own and collect what was found.

An examiner that is silent for longer than any check may take is believed to have ended.
"""

from __future__ import annotations

import base64
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from grader import config as configuration
from grader.config import Config
from grader.confinement import Terms
from grader.errand import Errand, encoded
from grader.errors import ConfigError, InternalFault
from grader.headstart import Headstart
from grader.hearing import Hearing
from grader.intake import Submission
from grader.job import Job, terms_for
from grader.minutes import Examination, Minutes, no_plan
from grader.records import Event, Kind, Planned, PlannedCheck
from grader.starvation import MOST

Follow = Callable[[Event, int], None]

_MARGIN_S = 60.0


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
        until_s: When to stop, by `time.monotonic`; what has not been examined by then is `internal`.
    """

    assignment: Path
    submission: Submission
    secret: Callable[[], bytes]
    scope: Literal["all", "visible"] = "all"
    dataset: str | None = None
    terms: Terms = field(default_factory=Terms)
    tasks: tuple[str, ...] = ()
    until_s: float = math.inf


def examine(order: Order, follow: Follow, early: Headstart | None = None) -> Examination:
    """
    Run the checks of *order* and return what they found.

    Args:
        order: What to examine.
        follow: Called with each event of the progress and the number of planned checks.
        early: An examiner that was started before there was an order; used if it fits, closed by its owner
            if not.

    Raises:
        ConfigError: A file of checks cannot be collected; the text names file and fault.
        InternalFault: The examiner ended, or had to stop, before it had a plan.
    """
    config = configuration.load(order.assignment)
    fits = early is not None and early.fits(order.assignment, order.scope) and _is_plain(order, config)
    with early.hearing if early is not None and fits else Hearing(_job(order)) as hearing:
        patience_s = patience_of(order.assignment)
        minutes = Minutes()
        for message in hearing.messages(patience_s, order.until_s):
            event = minutes.take(message)
            if minutes.refused:
                raise InternalFault(minutes.refused)
            if event is not None:
                follow(event, len(minutes.plan or ()))
            elif isinstance(message, dict) and "plan" in message:
                _go_on(order, minutes, hearing, waits=fits)  # first, as to show something may take its time
                follow(Planned(tuple(minutes.plan or ())), len(minutes.plan or ()))
        if minutes.faults:
            raise ConfigError(minutes.faults[0])
        if time.monotonic() >= order.until_s and not minutes.is_whole:
            return _cut(minutes)
        ending = hearing.ending(patience_s)
        if minutes.plan is None:
            raise no_plan(ending, hearing.last_words())
        if not minutes.plan:
            raise ConfigError("no checks in exercises/checks or reference/checks")
        return minutes.examination(minutes.plan, ending, hearing.ended_well)


def _cut(minutes: Minutes) -> Examination:
    if not minutes.plan:
        raise InternalFault("the deadline of this grading had passed before there was a list of checks")
    return minutes.cut(minutes.plan)


def _go_on(order: Order, minutes: Minutes, hearing: Hearing, *, waits: bool) -> None:
    """Tell the examiner the secret, and the submission if it *waits*, once its plan shows no fault."""
    if minutes.plan and not minutes.faults:
        secret = base64.b64encode(order.secret())
        hearing.send_last(_errand(order, minutes.plan, secret) if waits else secret)
    else:
        hearing.close_input()


def _errand(order: Order, plan: Sequence[PlannedCheck], secret: bytes) -> bytes:
    """Return the line that hands over the submission."""
    errand = Errand(
        files=encoded(order.submission.files),
        missing=order.submission.missing,
        checks=tuple(check.id for check in plan),
        secret=secret,
    )
    return errand.model_dump_json().encode()


def _is_plain(order: Order, config: Config) -> bool:
    """Tell whether *order* asks for what an examiner does that was told nothing but assignment and scope."""
    return not (order.tasks or order.dataset) and order.terms == terms_for(config, order.scope)


def patience_of(assignment: Path) -> float:
    """Return how long the examiner may say nothing: longer than any check takes, a starved one too."""
    config = configuration.load(assignment)
    return (1 + MOST) * max(config.limits_for(kind).check_wall_s for kind in Kind) + _MARGIN_S


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
        tells=order.until_s < math.inf,
        spreads=True,
    )
    return job.model_dump_json().encode()
