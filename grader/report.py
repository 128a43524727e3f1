"""Build the report from outcomes, failing closed, and write it whole. Runs nothing and renders nothing."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from grader import wholefile
from grader.config import Config
from grader.courselayout import Layout
from grader.errors import ConfigError, InternalFault, UsageError
from grader.intake import Submission
from grader.records import Kind, Outcome, PlannedCheck, Verdict
from grader.schema import (
    AccuracyPart,
    AssignmentPart,
    CheckPart,
    EnvironmentPart,
    Misconception,
    Report,
    SubmissionPart,
    TaskPart,
    json_schema,
    json_value,
    missing_message,
    to_json,
    uses_message,
)
from grader.yamlfile import first_fault, suggest

__all__ = ["Report", "Scope", "build_report", "json_schema", "to_json", "write_report"]

Scope = Literal["all", "visible"]
_EARNING = frozenset({Verdict.PASSED, Verdict.FAILED})
_LOST = frozenset(Verdict) - {Verdict.PASSED, Verdict.INTERNAL}
_DECIMALS = 6


def build_report(  # noqa: PLR0913  one argument for each part of the report
    config: Config,
    assignment_digest: str,
    submission: Submission,
    planned: Sequence[PlannedCheck],
    outcomes: Mapping[str, Outcome],
    *,
    seed_id: str,
    environment: Mapping[str, Any],
    timing: Mapping[str, Any],
    scope: Scope = "all",
    recognised: Mapping[str, Mapping[str, str]] | None = None,
) -> Report:
    """
    Return the report on *outcomes*, failing closed: a planned check without an outcome is `internal`.

    A task's points are shared among its planned checks in proportion to their points. With the *scope*
    `visible` (a student's own run, or a selection of checks) these are only some of all checks, so that
    scores differ from those of a full grading; a task without any is left out, from the maximum too.
    With `all` such a task is an error.

    Raises:
        ConfigError: A check names an unknown task, or a task has no check.
        InternalFault: Outcomes, accuracy or environment are not what they must be.
    """
    _require_plan(config, planned, outcomes, scope)
    verified = {check.id: _verified(outcomes.get(check.id), check.id) for check in planned}
    facts = _Facts(submission, config.layout, recognised or {}, _failing_tasks(planned, verified))
    tasks = [
        _task(name, task.points, checks, verified, facts)
        for name, task in config.tasks.items()
        if (checks := [check for check in planned if check.task == name])
    ]
    internal = any(task.score is None for task in tasks)
    try:
        return Report(
            assignment=AssignmentPart(name=config.name, digest=assignment_digest),
            submission=SubmissionPart(
                id=submission.id, digest=submission.digest, files=list(submission.files)
            ),
            status="internal" if internal else "graded",
            score=None if internal else _total(task.score or 0.0 for task in tasks),
            max_score=_total(task.max_score for task in tasks),
            tasks=tasks,
            accuracy=_accuracy(planned, verified),
            seed_id=seed_id,
            timing=json_value(timing),
            environment=EnvironmentPart.model_validate(json_value(environment)),
        )
    except ValidationError as error:
        raise InternalFault(f"report: {first_fault(error)}") from error


def write_report(report: Report, path: Path, *, lasting: bool = True) -> str:
    """
    Write *report* to *path* so that a reader finds the old file or the whole new one, never a part.

    Missing folders are made. A pipe, a device or what a link leads to (`/dev/stdout`) is written to as it is.
    *lasting* is that of `wholefile.replace`.

    Returns:
        What was written.

    Raises:
        UsageError: The file cannot be written; the text names it.
    """
    text = to_json(report)
    try:
        wholefile.put(path, text.encode(), lasting=lasting)
    except OSError as error:
        raise UsageError(f"{path}: the report cannot be written: {error.strerror}") from error
    return text


def _require_plan(
    config: Config, planned: Sequence[PlannedCheck], outcomes: Mapping[str, Outcome], scope: Scope
) -> None:
    ids: set[str] = set()
    for check in planned:
        if check.task not in config.tasks:
            raise ConfigError(f"check {check.id}: no task {check.task!r}{suggest(check.task, config.tasks)}")
        if check.id in ids:
            raise InternalFault(f"report: the check {check.id} is planned twice")
        ids.add(check.id)
    if strays := sorted(outcomes.keys() - ids):
        raise InternalFault(f"report: an outcome for {strays[0]!r}, which was not planned")
    empty = [name for name in config.tasks if all(check.task != name for check in planned)]
    if scope == "all" and empty:
        raise ConfigError(f"config.yaml: tasks.{empty[0]} has no check, so that its points cannot be earned")
    if not planned:
        raise ConfigError("no check to run: none was found or none is selected")


def _verified(outcome: Outcome | None, check_id: str) -> Outcome:
    """Return *outcome* with a fraction that its verdict allows, `internal` where there is none to trust."""
    if outcome is None:
        return Outcome(check_id, Verdict.INTERNAL, 0.0, "the grader has no verdict for this check")
    if outcome.verdict not in _EARNING:
        return dataclasses.replace(outcome, fraction=0.0)
    most = outcome.fraction < 1.0 or outcome.verdict is Verdict.PASSED
    if not (most and 0.0 <= outcome.fraction <= 1.0):  # NaN too
        message = f"the check is {outcome.verdict} and yet earned the fraction {outcome.fraction}"
        return Outcome(check_id, Verdict.INTERNAL, 0.0, message, outcome.details, outcome.output)
    return outcome


def _task(
    name: str,
    points: float,
    checks: Sequence[PlannedCheck],
    outcomes: Mapping[str, Outcome],
    facts: _Facts,
) -> TaskPart:
    """Share *points* among *checks*; a task of passed checks has exactly its points, without rounding."""
    weights = math.fsum(check.points for check in checks)
    earned = math.fsum(check.points * outcomes[check.id].fraction for check in checks)
    internal = any(outcomes[check.id].verdict is Verdict.INTERNAL for check in checks)
    return TaskPart(
        name=name,
        score=None if internal else round(points * (earned / weights), _DECIMALS),
        max_score=points,
        checks=[
            _check(check, points * (check.points / weights), outcomes[check.id], facts) for check in checks
        ],
    )


def _check(check: PlannedCheck, max_score: float, outcome: Outcome, facts: _Facts) -> CheckPart:
    internal = outcome.verdict is Verdict.INTERNAL
    details = facts.verified(outcome.details)
    message = missing_message(details) or outcome.message
    failing = [task for task in check.uses if task in facts.failing and outcome.verdict in _LOST]
    if failing and not (details.get("not_implemented") or details.get("missing")):
        details["uses"] = failing
        first, *rest = message.split("\n")
        message = "\n".join([f"{first.rstrip()}; {uses_message(failing)}", *rest])
    return CheckPart(
        id=json_value(check.id),
        title=json_value(check.title),
        kind=check.kind,
        visibility=check.visibility,
        verdict=outcome.verdict,
        score=None if internal else round(max_score * outcome.fraction, _DECIMALS),
        max_score=round(max_score, _DECIMALS),
        message=json_value(message),
        hint=json_value(check.hint),
        misconception=facts.misconception(check.id, outcome.verdict),
        details=json_value(details),
        output=json_value(outcome.output),
    )


@dataclasses.dataclass(frozen=True)
class _Facts:
    """
    What holds of a submission, against which the facts in an outcome's details are checked.

    The worker tells some of them and a student may see them of a hidden check: a line number beyond a
    file's end, say, would be a way to carry hidden inputs out.
    """

    submission: Submission
    layout: Layout
    recognised: Mapping[str, Mapping[str, str]]
    failing: frozenset[str]

    def misconception(self, check_id: str, verdict: Verdict) -> Misconception | None:
        """Return what the submission behaved like in a check that cost it points."""
        known = self.recognised.get(check_id) if verdict in _LOST else None
        return Misconception.model_validate(known) if known else None

    def verified(self, details: Mapping[str, Any]) -> dict[str, Any]:
        """Return *details* without a false place, and with the missing file behind `not_implemented`."""
        own = {"accuracy", "measured", "missing", "near_miss", "uses"}
        kept = {key: value for key, value in details.items() if key not in own}
        if not self._is_place(kept.get("where")):
            kept.pop("where", None)
        file = self.layout.file_of(str(kept.get("call")))
        if file in self.submission.missing and kept.get("not_implemented") is True:
            kept["missing"] = file
            if file in self.submission.near_misses:
                kept["near_miss"] = self.submission.near_misses[file]
        if isinstance(accuracy := details.get("accuracy"), Mapping):
            kept["measured"] = {key: accuracy.get(key) for key in ("mean", "threshold")}
        return kept

    def _is_place(self, where: Any) -> bool:
        if not isinstance(where, Mapping):
            return False
        content, line = self.submission.files.get(str(where.get("file"))), where.get("line")
        return content is not None and type(line) is int and 1 <= line <= len(content.splitlines()) + 1


def _failing_tasks(planned: Sequence[PlannedCheck], outcomes: Mapping[str, Outcome]) -> frozenset[str]:
    return frozenset(check.task for check in planned if outcomes[check.id].verdict in _LOST)


def _accuracy(planned: Sequence[PlannedCheck], outcomes: Mapping[str, Outcome]) -> AccuracyPart | None:
    found = [
        outcomes[check.id].details["accuracy"]
        for check in planned
        if check.kind is Kind.ACCURACY and outcomes[check.id].details.get("accuracy") is not None
    ]
    if not found:
        return None
    data = json_value(found[0])
    for run in data.get("runs", ()):
        run["loss"] = [None if isinstance(loss, str) else loss for loss in run.get("loss", ())]
    return AccuracyPart.model_validate(data)


def _total(scores: Iterable[float]) -> float:
    return round(math.fsum(scores), _DECIMALS)
