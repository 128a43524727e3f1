"""The commands of those who make an assignment: prove it, build it, hand it out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from grader.options import AssignmentOption, Format, FormatOption, assignment_of
from grader.page import visible_text

author_app = typer.Typer()


@author_app.command(epilog="Example: grader verify --secrets 3 --format json")
def verify(
    context: typer.Context,
    assignment: AssignmentOption = None,
    secrets: Annotated[int, typer.Option(min=0, help="How many for each misconception.")] = 1,
    format_: FormatOption = Format.TEXT,
) -> None:
    """Let the assignment prove itself: reference, skeletons, and that its checks catch known mistakes."""
    from grader.matrixpage import RunsView, faults, told
    from grader.progressview import ProgressView
    from grader.verify import rehearse
    from grader.verify import verify as prove

    found = assignment_of(context, assignment, Path())
    proofs = prove(found, lambda _: ProgressView(sys.stderr))
    matrix = rehearse(found, secrets, RunsView(sys.stderr))
    typer.echo(told(matrix, proofs, secrets, as_json=format_ is Format.JSON))
    raise typer.Exit(code=1 if faults(matrix, proofs) else 0)


@author_app.command(epilog="Example: grader build --check")
def build(
    context: typer.Context,
    assignment: AssignmentOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; end with 1 if a skeleton is stale.")
    ] = False,
) -> None:
    """Write the skeletons of exercises/ from the solutions of reference/."""
    from grader import build as builder

    found = assignment_of(context, assignment, Path())
    if not check:
        for path in builder.build(found):
            typer.echo(f"wrote {path}")
        return
    faults = builder.stale(found)
    for fault in faults:
        typer.echo(fault)
    raise typer.Exit(code=1 if faults else 0)


@author_app.command(epilog="Example: grader release -o students.zip")
def release(
    context: typer.Context,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR|ZIP", help="A new or empty folder, or an archive.")
    ],
    assignment: AssignmentOption = None,
) -> None:
    """
    Write what students get: config.yaml and exercises/.

    Ends with 1, and writes nothing, when a line of a solution, the name of a hidden check, a number of the
    reference, the secret or a misconception would be in it.
    """
    from grader import release as releases

    made = releases.release(assignment_of(context, assignment, Path()))
    for fault in made.faults:
        typer.echo(visible_text(fault))
    if made.faults:
        sys.stderr.write(
            "nothing was written; what may be handed out all the same: config.yaml: release.allowed\n"
        )
        raise typer.Exit(code=1)
    releases.write(made, output)
    typer.echo(releases.summary(made, output))


@author_app.command(epilog="Example: grader new my-course")
def new(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder that is not there yet, or is empty.")
    ],
) -> None:
    """
    Write a fresh assignment that passes grader verify as it stands.

    It has a task with its solution, visible and hidden checks, and misconceptions: alter them one by one.
    """
    from grader import starter

    for path in starter.create(folder):
        typer.echo(f"wrote {folder / path.relative_to(folder.absolute())}")
    sys.stderr.write(
        f"next: cd {visible_text(str(folder))}; grader verify; then edit reference/ and run grader build\n"
    )
