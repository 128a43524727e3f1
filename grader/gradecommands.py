"""The command that grades one submission."""

from __future__ import annotations

import math
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.atterminal import graded, leave
from grader.errors import SubmissionError, UsageError
from grader.gradeoptions import (
    AlsoOption,
    AudienceOption,
    DatasetOption,
    DeadlineOption,
    FailUnderOption,
    FolderOption,
    HideOption,
    HtmlOption,
    LeaderboardOption,
    OutputOption,
    PrintedOption,
    ScaleOption,
    SubmittedOption,
    TextOption,
    moment,
)
from grader.options import AssignmentOption, Format, JsonOption, VerboseOption, assignment_of, headstart_of
from grader.records import Audience

if TYPE_CHECKING:
    from grader.exportfiles import ExportFiles
    from grader.formats import Settings
    from grader.grading import Request
    from grader.headstart import Headstart
    from grader.schema import Report

grade_app = typer.Typer()


@grade_app.command(epilog="Example: grader grade submissions/ada -o ada.json")
def grade(  # noqa: PLR0913, PLR0917  Typer makes an option of each argument
    context: typer.Context,
    submission: Annotated[Path, typer.Argument(help="A student's folder, one file, or an archive.")],
    output: OutputOption = None,
    assignment: AssignmentOption = None,
    format_: PrintedOption = Format.TEXT,
    json_: JsonOption = False,
    also: AlsoOption = None,
    html: HtmlOption = None,
    audience: AudienceOption = None,
    fail_under: FailUnderOption = 0.0,
    deadline_s: DeadlineOption = None,
    submitted_at: SubmittedOption = None,
    dataset: DatasetOption = None,
    leaderboard: LeaderboardOption = False,
    hide_hidden: HideOption = False,
    text_format: TextOption = "md",
    scale: ScaleOption = 1_000_000,
    folder: FolderOption = "",
    verbose: VerboseOption = False,
) -> None:
    """
    Run all checks on one submission and write the report.

    With another --format than text the report is only written where -o names a file. A platform's file is
    always for students: it holds nothing hidden.
    """
    from grader import exportfiles
    from grader.grading import Request

    until_s = math.inf if deadline_s is None else time.monotonic() + deadline_s
    form = Format.JSON.value if json_ else format_
    if not submission.exists():
        raise UsageError(f"{submission}: no such file or folder")
    # Never upwards from the submission: its author could have put a config.yaml there.
    found = assignment_of(context, assignment, Path())
    request = Request(found, submission, dataset=dataset, until_s=until_s, submitted_at=moment(submitted_at))
    settings = _settings(found, leaderboard, hide_hidden, text_format, scale, folder)
    exports = exportfiles.export_files(also or (), settings)
    target = output or (Path("report.json") if form == Format.TEXT else None)
    for path in [*filter(None, [target, html]), *exports.paths]:
        _demand_writable(path)
    reader = audience or Audience.STAFF
    printing = _Printing(request, form, reader, verbose, settings)
    report = _graded_or_turned_down(request, exports, printing, headstart_of(context))
    if target is not None:
        from grader.render import render
        from grader.report import write_report

        write_report(render(report, reader), target)
        sys.stderr.write(f"report: {target}\n")
    _leave_files(exports, report)
    if html is not None:
        _write_page(request, report, html, audience or Audience.STUDENT)
    printing.show(report)
    leave(report, (report.score or 0.0) < fail_under * report.max_score - 1e-9)


def _write_page(request: Request, report: Report, path: Path, audience: Audience) -> None:
    from grader import config as configuration
    from grader.feedbackpage import write_feedback

    config = configuration.load(request.assignment)
    if request.dataset:
        config = config.with_dataset(request.dataset)
    write_feedback(
        report,
        path,
        assignment=request.assignment,
        config=config,
        audience=audience,
        tell=lambda line: sys.stderr.write(f"{line}\n"),
    )
    sys.stderr.write(f"page: {path}\n")


def _graded_or_turned_down(
    request: Request, exports: ExportFiles, printing: _Printing, early: Headstart | None
) -> Report:
    """Grade; of a submission that cannot be read platforms are told before the command ends."""
    from grader.grading import turned_down

    try:
        return graded(request, quiet=printing.form != Format.TEXT, also=exports.follower(), early=early)
    except SubmissionError as error:
        if not exports.files and not printing.is_for_platform:
            raise
        report = turned_down(request, str(error))
        _leave_files(exports, report)
        if printing.is_for_platform:
            printing.show(report)
        raise


@dataclass(frozen=True)
class _Printing:
    """What goes to standard output."""

    request: Request
    form: str
    audience: Audience
    verbose: bool
    settings: Settings

    def __post_init__(self) -> None:
        """Refuse a format that nobody knows before anything is graded."""
        from grader import formats

        if self.is_for_platform:
            formats.platform_format(self.form)

    @property
    def is_for_platform(self) -> bool:
        """Tell whether a platform reads it, and not a person."""
        return self.form not in set(Format)

    def show(self, report: Report) -> None:
        """Print *report*."""
        from grader.formats import exported
        from grader.printing import print_report, print_text

        if self.is_for_platform:
            print_text(exported(self.form, report, self.settings))
        else:
            print_report(self.request, report, self.form == Format.JSON, self.audience, self.verbose)


def _settings(
    assignment: Path, leaderboard: bool, hide: bool, text_format: str, scale: int, folder: str
) -> Settings:
    from grader import config as configuration
    from grader.formats import Settings, text_form

    return Settings(
        environment=dict(os.environ),
        scale=scale,
        problems=tuple(configuration.load(assignment).tasks),
        leaderboard=leaderboard,
        text_format=text_form(text_format),
        hide=hide,
        folder=folder,
    )


def _leave_files(exports: ExportFiles, report: Report) -> None:
    for note in exports.write(report):
        sys.stderr.write(f"note: {note}\n")


def _demand_writable(target: Path) -> None:
    """Refuse a report's place before an hour of grading, not after it."""
    folder = target.absolute().parent
    if target.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise UsageError(f"{target}: a report cannot be written there: not a file in an existing folder")
