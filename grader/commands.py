"""The commands: options in, exit codes out. Everything else is done by the layers below."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

import grader
from grader.atterminal import graded, leave
from grader.authorcommands import author_app
from grader.classcommands import class_app
from grader.datacommands import data_app
from grader.diffcommands import diff_app
from grader.errors import UsageError
from grader.gradebookcommands import gradebook_app
from grader.gradecommands import grade_app
from grader.options import (
    AssignmentOption,
    Format,
    FormatOption,
    JsonOption,
    VerboseOption,
    assignment_of,
    headstart_of,
    keep_headstart,
)
from grader.packagecommands import package_app
from grader.records import Audience, Verdict
from grader.similarcommands import similar_app

app = typer.Typer(
    name="grader",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Grade neural networks written from scratch in NumPy.",
)
app.add_typer(grade_app)
app.add_typer(class_app)
app.add_typer(gradebook_app, name="gradebook")
app.add_typer(diff_app)
app.add_typer(similar_app)
app.add_typer(author_app)
app.add_typer(data_app, name="data")
app.add_typer(package_app, name="package")


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
    keep_headstart(context)
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

    found = assignment_of(context, assignment, path)
    request = Request(found, path, scope="visible")
    as_json = json_ or format_ is Format.JSON
    if watch:
        from grader.watchloop import watch as keep_watching

        if as_json:
            raise UsageError("--watch shows checks to people; leave out --json or leave out --watch")
        keep_watching(request)
        raise typer.Exit
    report = graded(request, quiet=as_json, early=headstart_of(context))
    from grader.printing import print_report

    print_report(request, report, as_json, Audience.STUDENT, verbose)
    leave(report, any(c.verdict is not Verdict.PASSED for task in report.tasks for c in task.checks))


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
