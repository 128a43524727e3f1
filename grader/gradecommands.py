"""The command that grades one submission, and how a grading of one begins and ends at a terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, Optional

import typer

from grader.errors import InternalFault, UsageError
from grader.options import AssignmentOption, Format, JsonOption, VerboseOption, assignment_of
from grader.records import Audience

if TYPE_CHECKING:
    from grader.formats import Settings
    from grader.grading import Request
    from grader.schema import Report

grade_app = typer.Typer()

OutputOption = Annotated[
    Optional[Path],  # noqa: UP045  Typer reads it at run time
    typer.Option("-o", "--output", metavar="FILE", help="Where the report goes; default: report.json."),
]
PrintedOption = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="NAME",
        help="What goes to standard output: text, json, or what a platform reads: gradescope, classroom50, "
        "github, junit, ... (docs/formats.md).",
    ),
]
AlsoOption = Annotated[
    Optional[list[str]],  # noqa: UP045  Typer reads it at run time
    typer.Option("--also", metavar="FORMAT=FILE", help="Write a platform's file too; may be repeated."),
]
LeaderboardOption = Annotated[
    bool, typer.Option("--leaderboard", help="Enter the accuracy where the whole class sees it.")
]
DatasetOption = Annotated[
    Optional[str],  # noqa: UP045  Typer reads it at run time
    typer.Option(metavar="NAME", help="Train on this dataset: embedded or full."),
]
AudienceOption = Annotated[Audience, typer.Option(help="Who will read it: students see no hidden inputs.")]
FailUnderOption = Annotated[
    float,
    typer.Option(metavar="FRACTION", min=0.0, max=1.0, help="End with 1 below this part of the points."),
]


@grade_app.command(epilog="Example: grader grade submissions/ada -o ada.json")
def grade(  # noqa: PLR0913, PLR0917  Typer makes an option of each argument
    context: typer.Context,
    submission: Annotated[Path, typer.Argument(help="A student's folder, one file, or an archive.")],
    output: OutputOption = None,
    assignment: AssignmentOption = None,
    format_: PrintedOption = Format.TEXT,
    json_: JsonOption = False,
    also: AlsoOption = None,
    audience: AudienceOption = Audience.STAFF,
    fail_under: FailUnderOption = 0.0,
    dataset: DatasetOption = None,
    leaderboard: LeaderboardOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Run all checks on one submission and write the report.

    With another --format than text the report is only written where -o names a file. A platform's file is
    always for students: it holds nothing hidden.
    """
    from grader.grading import Request
    from grader.render import render
    from grader.report import write_report

    form = Format.JSON.value if json_ else format_
    others = _other_files(form, also)
    if not submission.exists():
        raise UsageError(f"{submission}: no such file or folder")
    # Never upwards from the submission: its author could have put a config.yaml there.
    request = Request(assignment_of(context, assignment, Path()), submission, dataset=dataset)
    target = output or (Path("report.json") if form == Format.TEXT else None)
    for path in [*filter(None, [target]), *(path for _, path in others)]:
        _demand_writable(path)
    settings = _settings(request, leaderboard)
    report = graded(request, quiet=form != Format.TEXT)
    if target is not None:
        write_report(render(report, audience), target)
        sys.stderr.write(f"report: {target}\n")
    _write(others, report, settings)
    _print(request, report, form, audience, verbose, settings)
    leave(report, (report.score or 0.0) < fail_under * report.max_score - 1e-9)


def graded(request: Request, *, quiet: bool) -> Report:
    """Grade, showing the progress, and return the whole report; notes come last, unless *quiet*."""
    from grader import grading
    from grader.terminal import ProgressView, visible_text

    notes: list[str] = []
    try:
        with ProgressView(sys.stderr) as progress:
            report = grading.grade(request, progress, None if quiet else notes.append)
    except KeyboardInterrupt:
        end("interrupted; nothing was written", 130)
    sys.stderr.writelines(f"note: {visible_text(note)}\n" for note in notes)
    return report


def leave(report: Report, unsatisfied: bool) -> NoReturn:
    """End the command as *report* demands: with 3 where the grader itself has failed."""
    if report.status == "internal":
        end("the grader itself failed at some checks; the score is withheld", 3)
    raise typer.Exit(code=1 if unsatisfied else 0)


def end(message: str, code: int) -> NoReturn:
    """End the command with a line for the person who has typed it."""
    sys.stdout.flush()
    sys.stderr.write(f"grader: {message}\n")
    sys.exit(code)


def _other_files(form: str, also: list[str] | None) -> list[tuple[str, Path]]:
    """Return the platforms' files to write; refuse a format that nobody knows before anything is graded."""
    from grader import formats

    if form not in set(Format):
        formats.platform_format(form)
    return [formats.also(text) for text in also or ()]


def _settings(request: Request, leaderboard: bool) -> Settings:
    from grader import config as configuration
    from grader.formats import Settings

    tasks = tuple(configuration.load(request.assignment).tasks)
    return Settings(environment=os.environ, problems=tasks, leaderboard=leaderboard)


def _write(others: list[tuple[str, Path]], report: Report, settings: Settings) -> None:
    """Write the platforms' files; one that has no form for a report without a score costs no other one."""
    from grader.formats import write_export

    for name, path in others:
        try:
            write_export(name, report, path, settings)
        except InternalFault as fault:
            sys.stderr.write(f"note: {path} was not written: {fault}\n")


def _print(
    request: Request, report: Report, form: str, audience: Audience, verbose: bool, settings: Settings
) -> None:
    from grader.formats import exported
    from grader.printing import print_report, print_text

    if form in set(Format):
        print_report(request, report, form == Format.JSON, audience, verbose)
    else:
        print_text(exported(form, report, settings))


def _demand_writable(target: Path) -> None:
    """Refuse a report's place before an hour of grading, not after it."""
    folder = target.absolute().parent
    if target.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise UsageError(f"{target}: a report cannot be written there: not a file in an existing folder")
