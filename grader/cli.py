"""The command line: options in, exit codes out. Everything else is done by the layers below."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, Optional

import typer

import grader
from grader import launch
from grader.authorcommands import author_app
from grader.classcommands import class_app
from grader.datacommands import data_app
from grader.diffcommands import diff_app
from grader.errors import GraderError, UsageError
from grader.gradebookcommands import gradebook_app
from grader.options import AssignmentOption, Format, FormatOption, assignment_of
from grader.records import Audience, Verdict
from grader.similarcommands import similar_app

if TYPE_CHECKING:
    from grader.grading import Request
    from grader.schema import Report

app = typer.Typer(
    name="grader",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Grade neural networks written from scratch in NumPy.",
)
app.add_typer(class_app)
app.add_typer(gradebook_app, name="gradebook")
app.add_typer(diff_app)
app.add_typer(similar_app)
app.add_typer(author_app)
app.add_typer(data_app, name="data")


JsonOption = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
VerboseOption = Annotated[
    bool, typer.Option("-v", "--verbose", help="List passed checks, show messages in full.")
]


def main() -> None:
    """Run the command line; every fault of the user's is one line and exit code 2, one of ours is 3."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    launch.forbid_inspection()  # the secret may be in our environment
    try:
        app(standalone_mode=True)
    except GraderError as error:
        _end(str(error), error.exit_code)


def _end(message: str, code: int) -> NoReturn:
    sys.stdout.flush()
    sys.stderr.write(f"grader: {message}\n")
    sys.exit(code)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"grader {grader.__version__}")
        raise typer.Exit


@app.callback()
def _common(
    context: typer.Context,
    assignment: AssignmentOption = None,
    version: Annotated[  # noqa: ARG001  the callback has answered
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    context.obj = assignment


@app.command(epilog="Example: grader check exercises")
def check(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="Your folder, one of your files, or an archive.")] = Path(),
    assignment: AssignmentOption = None,
    format_: FormatOption = Format.TEXT,
    json_: JsonOption = False,
    verbose: VerboseOption = False,
    watch: Annotated[
        bool, typer.Option("-w", "--watch", help="Check again whenever you save; q quits.")
    ] = False,
) -> None:
    """
    Run the visible checks on your own files.

    Ends with 0 when all of them pass and with 1 when one does not.
    """
    from grader.grading import Request
    from grader.printing import print_report

    found = assignment_of(context, assignment, path)
    request = Request(found, path, scope="visible")
    as_json = json_ or format_ is Format.JSON
    if watch:
        from grader.watchloop import watch as keep_watching

        if as_json:
            raise UsageError("--watch shows checks to people; leave out --json or leave out --watch")
        keep_watching(request)
        raise typer.Exit
    report = _graded(request, as_json)
    print_report(request, report, as_json, Audience.STUDENT, verbose)
    _leave(report, any(c.verdict is not Verdict.PASSED for task in report.tasks for c in task.checks))


@app.command(epilog="Example: grader grade submissions/ada -o ada.json")
def grade(  # noqa: PLR0913, PLR0917  Typer makes an option of each argument
    context: typer.Context,
    submission: Annotated[Path, typer.Argument(help="A student's folder, one file, or an archive.")],
    output: Annotated[
        Optional[Path],  # noqa: UP045  Typer reads it at run time
        typer.Option("-o", "--output", metavar="FILE", help="Where the report goes; default: report.json."),
    ] = None,
    assignment: AssignmentOption = None,
    format_: FormatOption = Format.TEXT,
    json_: JsonOption = False,
    audience: Annotated[
        Audience, typer.Option(help="Who will read it: students see no hidden inputs.")
    ] = Audience.STAFF,
    fail_under: Annotated[
        float,
        typer.Option(metavar="FRACTION", min=0.0, max=1.0, help="End with 1 below this part of the points."),
    ] = 0.0,
    dataset: Annotated[
        Optional[str],  # noqa: UP045  Typer reads it at run time
        typer.Option(metavar="NAME", help="Train on this dataset: embedded or full."),
    ] = None,
    verbose: VerboseOption = False,
) -> None:
    """
    Run all checks on one submission and write the report.

    With --format json the report is printed and a file is written only where -o names one.
    """
    from grader.grading import Request
    from grader.printing import print_report
    from grader.render import render
    from grader.report import write_report

    as_json = json_ or format_ is Format.JSON
    if not submission.exists():
        raise UsageError(f"{submission}: no such file or folder")
    # Never upwards from the submission: its author could have put a config.yaml there.
    request = Request(assignment_of(context, assignment, Path()), submission, dataset=dataset)
    target = output or (None if as_json else Path("report.json"))
    if target is not None:
        _demand_writable(target)
    report = _graded(request, as_json)
    if target is not None:
        write_report(render(report, audience), target)
        sys.stderr.write(f"report: {target}\n")
    print_report(request, report, as_json, audience, verbose)
    _leave(report, (report.score or 0.0) < fail_under * report.max_score - 1e-9)


@app.command(epilog="Example: grader doctor")
def doctor(context: typer.Context, assignment: AssignmentOption = None) -> None:
    """Try what grading needs on this machine; ends with 1 if something must be repaired."""
    from grader.config import find_assignment
    from grader.doctor import examine
    from grader.terminal import make_console

    try:
        found = assignment or context.obj or find_assignment(Path())
    except UsageError:
        found = None
    console = make_console(sys.stdout)
    findings = examine(found)
    for finding in findings:
        mark = {True: "ok", False: "BAD", None: "--"}[finding.ok]
        console.print(f"{mark:4}{finding.name:15}{finding.text}", soft_wrap=True)
    raise typer.Exit(code=1 if any(finding.ok is False for finding in findings) else 0)


@app.command(epilog="Example: grader schema > report-schema.json")
def schema() -> None:
    """Print the JSON Schema of the report."""
    import json

    from grader.schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2))


def _graded(request: Request, as_json: bool) -> Report:
    """Grade, showing the progress, and return the whole report; notes come last, for people only."""
    from grader import grading
    from grader.terminal import ProgressView, visible_text

    notes: list[str] = []
    try:
        with ProgressView(sys.stderr) as progress:
            report = grading.grade(request, progress, None if as_json else notes.append)
    except KeyboardInterrupt:
        _end("interrupted; nothing was written", 130)
    sys.stderr.writelines(f"note: {visible_text(note)}\n" for note in notes)
    return report


def _leave(report: Report, unsatisfied: bool) -> NoReturn:
    if report.status == "internal":
        _end("the grader itself failed at some checks; the score is withheld", 3)
    raise typer.Exit(code=1 if unsatisfied else 0)


def _demand_writable(target: Path) -> None:
    """Refuse a report's place before an hour of grading, not after it."""
    folder = target.absolute().parent
    if target.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise UsageError(f"{target}: a report cannot be written there: not a file in an existing folder")
