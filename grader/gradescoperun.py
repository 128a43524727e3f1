"""
Grade one submission as Gradescope runs an autograder: `/autograder` in, `results/results.json` out.

What the package's `run_autograder` starts. Where the grader itself fails there is no file and another exit
code than 0: Gradescope then tells of its own error, and nobody gets a zero. What is printed here only
instructors see.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from grader import config as configuration
from grader import grading, launch, wholefile
from grader.attemptlimit import AttemptLimit
from grader.errors import DataError, GraderError, InternalFault, SubmissionError
from grader.exportfiles import ExportFiles
from grader.formats import Settings
from grader.gradescopemetadata import METADATA_FILE, SubmissionMetadata, read_metadata
from grader.gradescopesettings import SETTINGS_FILE, GradescopeSettings, read_settings
from grader.latepolicy import late_s
from grader.records import Verdict
from grader.repeatedresults import answer_over_limit
from grader.schema import Report
from grader.untrusted import json_text, shown_line
from grader.walled import demand_walls

_MOST = 500
_AGAIN_S = 1.0


@dataclass(frozen=True)
class Desk:
    """Where Gradescope lays things, below *root*, which is `/autograder`."""

    root: Path

    @property
    def assignment(self) -> Path:
        """The assignment of the package; nothing in a submission can choose another one."""
        return self.root / "source" / "assignment"

    @property
    def settings(self) -> Path:
        """What the instructor has set."""
        return self.root / "source" / SETTINGS_FILE

    @property
    def submission(self) -> Path:
        """The student's files."""
        return self.root / "submission"

    @property
    def metadata(self) -> Path:
        """What Gradescope tells of the submission."""
        return self.root / METADATA_FILE

    @property
    def results(self) -> Path:
        """What Gradescope reads."""
        return self.root / "results" / "results.json"


def main(root: Path) -> int:
    """
    Grade what lies below *root* and return the exit code: 0 with results, else none and the fault's code.

    A fault is told in a line on standard output. Nothing is raised.
    """
    started_s = time.monotonic()
    desk = Desk(root)
    try:
        launch.forbid_inspection()
        _close_to_others(desk)
        settings = read_settings(desk.settings)
        with _ended_by_force(settings):
            _run(desk, settings, started_s)
    except GraderError as error:
        return _without_results(desk, str(error), error.exit_code)
    except BaseException as error:  # noqa: BLE001  whatever it is, it is never a student's loss
        return _without_results(desk, f"{type(error).__name__}: {error}", InternalFault.exit_code)
    return 0


def _run(desk: Desk, settings: GradescopeSettings, started_s: float) -> None:
    metadata = _metadata(desk)
    if metadata is not None and settings.attempts is not None and settings.per_hours is not None:
        limit = AttemptLimit(settings.attempts, settings.per_hours)
        answer = answer_over_limit(metadata, limit)
        if answer is not None:
            wholefile.replace(desk.results, json_text(answer).encode())
            say(answer["output"])
            return
    if settings.isolation == "walled":
        demand_walls()
    report = _report(desk, settings, metadata, started_s)
    _demand_graded(report)
    _files(desk, settings).write(report)
    score = "no score" if report.score is None else f"{report.score:g} of {report.max_score:g} points"
    isolation = report.environment.isolation or "nothing was run"
    say(f"{report.status}: {score}, {time.monotonic() - started_s:.1f} s, isolation: {isolation}")


def _report(
    desk: Desk, settings: GradescopeSettings, metadata: SubmissionMetadata | None, started_s: float
) -> Report:
    request = grading.Request(
        desk.assignment,
        desk.submission,
        until_s=started_s + settings.deadline_s,
        submitted_at=metadata.created_at if metadata else None,
    )
    try:
        report = grading.grade(request, _files(desk, settings).follower(), say)
    except SubmissionError as error:
        report = grading.turned_down(request, str(error))
    return report if metadata is None else _labelled(report, metadata, desk)


def _labelled(report: Report, metadata: SubmissionMetadata, desk: Desk) -> Report:
    """Return *report* with Gradescope's number of the submission, late by Gradescope's due date if any."""
    told: dict[str, str | float | None] = {}
    if metadata.id is not None:
        told["id"] = str(metadata.id)
    if metadata.due is not None:
        rules = configuration.load(desk.assignment).late
        there = rules.model_copy(update={"due": metadata.due, "extensions": {}})
        told["late_s"] = late_s(there, "", metadata.created_at)
    return report.model_copy(update={"submission": report.submission.model_copy(update=told)})


def _files(desk: Desk, settings: GradescopeSettings) -> ExportFiles:
    form = Settings(
        leaderboard=settings.leaderboard, text_format=settings.text_format, hide=settings.hide_hidden
    )
    return ExportFiles((("gradescope", desk.results),), form)


def _demand_graded(report: Report) -> None:
    """
    Refuse a report in which something is the grader's own fault, and tell what ran and what did not.

    Raises:
        InternalFault: Names the first of the checks.
    """
    if report.status != "internal":
        return
    checks = [check for task in report.tasks for check in task.checks]
    for check in checks:
        say(f"{check.verdict:9} {check.id}  {check.message if check.verdict is Verdict.INTERNAL else ''}")
    failed = [check for check in checks if check.verdict is Verdict.INTERNAL]
    first = f"{failed[0].id}: {failed[0].message}" if failed else report.reason
    raise InternalFault(f"{len(failed)} of {len(checks)} checks could not be graded; the first: {first}")


def _metadata(desk: Desk) -> SubmissionMetadata | None:
    """Return what Gradescope tells, or None where that is broken: the submission is graded all the same."""
    try:
        return read_metadata(desk.metadata)
    except DataError as error:
        say(f"{error}; graded without a time of submission and without a limit of attempts")
        return None


def _close_to_others(desk: Desk) -> None:
    """Leave to root alone what no submission is to read; student code runs as somebody else."""
    desk.results.parent.mkdir(exist_ok=True)
    for path, mode in ((desk.root / "source", 0o700), (desk.results.parent, 0o700), (desk.metadata, 0o600)):
        if path.exists():
            path.chmod(mode)


def _without_results(desk: Desk, reason: str, code: int) -> int:
    with contextlib.suppress(OSError):
        desk.results.unlink(missing_ok=True)
    say(f"the autograder could not grade this submission, and no score was written: {reason}")
    return code


@contextlib.contextmanager
def _ended_by_force(settings: GradescopeSettings) -> Iterator[None]:
    """
    Raise `InternalFault` inside where not even the deadline ends the grading, before Gradescope does.

    It is raised again and again: what hangs may take the first one for a fault of its own and go on.
    """

    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise InternalFault("the grading did not end by its deadline")

    limit_s = 60.0 * settings.time_limit_min
    signal.signal(signal.SIGALRM, give_up)
    again_s = max(_AGAIN_S, (limit_s - settings.deadline_s) / 10)
    signal.setitimer(signal.ITIMER_REAL, (settings.deadline_s + limit_s) / 2, again_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def say(text: str) -> None:
    """Print *text* on one line, escaped, whoever has written it."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"{shown_line(text, _MOST)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    ending = main(Path(sys.argv[1]))
    sys.stdout.flush()
    os._exit(ending)  # nothing that hangs at an ordinary end can turn it into another one
