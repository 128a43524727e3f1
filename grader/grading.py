"""Grade one submission: take it in, have it examined, write the report. Knows no terminal."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from grader import config as configuration
from grader import seeds
from grader.cellplaces import with_cells
from grader.config import Config
from grader.confinement import Level, Terms
from grader.errors import ConfigError, SubmissionError, UsageError
from grader.findings import Findings
from grader.handins import Handin
from grader.headstart import Headstart
from grader.imports import notes
from grader.intake import Submission, read_submission
from grader.job import Scope, terms_for
from grader.judge import Follow, Order, examine
from grader.latepolicy import late_s
from grader.minutes import Examination
from grader.records import CheckFinished, Event, Kind, PlannedCheck, Verdict
from grader.source import shown

if TYPE_CHECKING:
    from grader.schema import Report


@dataclass(frozen=True)
class Request:
    """
    What to grade, by what.

    Args:
        assignment: The folder with `config.yaml`.
        submission: A folder of the student's files, an archive of it, or one file.
        scope: `all` for grading; `visible` for what a student runs, with the public seed.
        dataset: In place of the one that `config.yaml` names.
        secret: In place of the instructor's own; `grader verify` brings its own.
        isolation: The strongest level of confinement to use, where not the strongest that works.
        tasks: Those whose checks are run, for a student who works on one; all where there are none.
        until_s: When to stop, by `time.monotonic`; what is not graded by then is `internal`.
        submitted_at: When it was handed in, with its offset; None where nobody says.
    """

    assignment: Path
    submission: Path
    scope: Literal["all", "visible"] = "all"
    dataset: str | None = None
    secret: bytes | None = None
    isolation: Level = Level.BUBBLEWRAP
    tasks: tuple[str, ...] = ()
    until_s: float = math.inf
    submitted_at: datetime | None = None


def grade(
    request: Request,
    follow: Follow,
    tell: Callable[[str], None] | None = None,
    early: Headstart | None = None,
) -> Report:
    """
    Return the report on one submission.

    Args:
        request: What to grade.
        follow: Called with each event of the progress and the number of planned checks.
        tell: Called with each note on the submission that is nobody's verdict, one line each.
        early: An examiner that was started before the request was known; used if it fits.

    Raises:
        SubmissionError: The submission cannot be read; `turned_down` makes a report of that.
        UsageError: The configuration, a check or a data file is wrong; nothing was written.
        InternalFault: The grader itself failed.
    """
    started_s = time.monotonic()
    config = configuration.load(request.assignment)
    if request.dataset:
        config = config.with_dataset(request.dataset)
    submission = _read(request, config)
    if config.accuracy.dataset != "embedded":
        _require_data(config)
    used: list[bytes] = []

    def secret() -> bytes:
        used.append(_secret(request))
        return used[-1]

    terms = terms_of(request, config)
    order = Order(
        request.assignment,
        submission,
        secret,
        request.scope,
        request.dataset,
        terms,
        request.tasks,
        request.until_s,
    )
    beside = _Beside(submission, tell)
    found = examine(order, beside.following(follow), early)
    beside.finish()
    if not _has_trained(found):
        _require_data(config)
    from grader import machine

    findings = Findings(
        found.outcomes,
        found.recognised,
        {**found.timing, "total_s": round(time.monotonic() - started_s, 4)},
        machine.environment(found.isolation),
    )
    digest = configuration.digest(request.assignment)
    seed_id = seeds.seed_id(used[0])
    report = report_on(config, digest, submission, found.plan, findings, seed_id, request.scope)
    return _dated(report, config, request.submitted_at)


class _Beside:
    """
    What has to be done for a report and is not needed for a verdict; done once the first verdict is there.

    Args:
        submission: As taken in.
        tell: As in `grade`.
    """

    def __init__(self, submission: Submission, tell: Callable[[str], None] | None) -> None:
        self._submission, self._tell = submission, tell
        self._is_done = False

    def following(self, follow: Follow) -> Follow:
        """Return what passes events on to *follow*, and does the rest behind the first verdict."""

        def passed_on(event: Event, total: int) -> None:
            follow(event, total)
            if isinstance(event, CheckFinished):
                self.finish()

        return passed_on

    def finish(self) -> None:
        """Do what has not been done."""
        if self._is_done:
            return
        self._is_done = True
        if self._tell is not None:
            for note in notes_on(self._submission):
                self._tell(note)


def _has_trained(found: Examination) -> bool:
    """Tell whether a training has passed, whose data need no further look."""
    return any(
        check.kind is Kind.ACCURACY and found.outcomes[check.id].verdict is Verdict.PASSED
        for check in found.plan
    )


def _require_data(config: Config) -> None:
    """Refuse data that cannot be trained on; the packaged ones are there, so that this can wait."""
    from grader import mnist

    mnist.load(config.accuracy.dataset)


def turned_down(request: Request, reason: str) -> Report:
    """
    Return the report on a submission that cannot be read, for the *reason* in one line.

    Raises:
        UsageError: The configuration or the secret is wrong.
    """
    from grader.unread import unread

    config = configuration.load(request.assignment)
    handin = Handin(shown(request.submission.name), (), "")
    digest = configuration.digest(request.assignment)
    seed_id = seeds.seed_id(_secret(request))
    report = unread(config, digest, handin, "rejected", reason, "", seed_id)
    return _dated(report, config, request.submitted_at)


def _read(request: Request, config: Config) -> Submission:
    try:
        return read_submission(request.submission, config, request.assignment)
    except ConfigError:
        raise
    except UsageError as error:
        raise SubmissionError(str(error)) from error


def _dated(report: Report, config: Config, at: datetime | None) -> Report:
    """Return *report* with when it was submitted, and how late by the due date that holds for everybody."""
    if at is None:
        return report
    told = {"submitted_at": at.isoformat(), "late_s": late_s(config.late, "", at)}
    return report.model_copy(update={"submission": report.submission.model_copy(update=told)})


def report_on(
    config: Config,
    assignment_digest: str,
    submission: Submission,
    plan: Sequence[PlannedCheck],
    findings: Findings,
    seed_id: str,
    scope: Scope = "all",
) -> Report:
    """Return the report on a *submission* of which all checks of *plan* were examined."""
    from grader.report import build_report

    return build_report(
        config,
        assignment_digest,
        submission,
        plan,
        {
            name: replace(outcome, message=with_cells(outcome.message, submission.origins))
            for name, outcome in findings.outcomes.items()
        },
        seed_id=seed_id,
        environment=findings.environment,
        timing=findings.timing,
        scope=scope,
        recognised=findings.recognised,
    )


def notes_on(submission: Submission) -> list[str]:
    """Return what a person should know of a *submission* and what is nobody's verdict, one line each."""
    return [
        with_cells(note, submission.origins) for note in (*submission.notes, *notes(submission.forbidden))
    ]


def terms_of(request: Request, config: Config) -> Terms:
    """Return how to confine the submission; a student who runs their own code need not be walled off."""
    return terms_for(config, request.scope, request.isolation)


def _secret(request: Request) -> bytes:
    if request.secret is not None:
        return request.secret
    if request.scope == "visible":
        return seeds.PUBLIC_SECRET
    return seeds.secret(request.assignment, os.environ)
