"""The commands that make what grades in a repository's pipeline or in a container."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from grader.options import AssignmentOption, assignment_of

if TYPE_CHECKING:
    from grader.packageparts import Package

ci_app = typer.Typer()

FolderOption = Annotated[
    Path,
    typer.Option("-o", "--output", metavar="DIR", help="A new folder, or one that holds an earlier package."),
]
RequirementsOption = Annotated[
    Optional[Path],  # noqa: UP045  Typer reads it at run time
    typer.Option(metavar="FILE", help="A requirements file of libraries that submissions may import."),
]


@ci_app.command(epilog="Example: grader package github -o package")
def github(
    context: typer.Context,
    output: FolderOption,
    assignment: AssignmentOption = None,
    requirements: RequirementsOption = None,
) -> None:
    """
    Make what grades on GitHub Actions.

    A composite action and a nightly workflow for a private repository of yours, and a workflow for your
    students' repositories. The secret is in neither: it goes into the settings.
    """
    from grader.githubpackage import github_package

    _write(github_package(assignment_of(context, assignment, Path()), requirements), output)


@ci_app.command(epilog="Example: grader package gitlab -o package")
def gitlab(
    context: typer.Context,
    output: FolderOption,
    assignment: AssignmentOption = None,
    requirements: RequirementsOption = None,
) -> None:
    """
    Make what grades on GitLab.

    A pipeline to which your students' projects point without being able to edit it, and a private project
    with the hidden checks. The secret is in neither: it goes into the settings.
    """
    from grader.gitlabpackage import gitlab_package

    _write(gitlab_package(assignment_of(context, assignment, Path()), requirements), output)


@ci_app.command(epilog="Example: grader package docker -o package")
def docker(
    context: typer.Context,
    output: FolderOption,
    assignment: AssignmentOption = None,
    requirements: RequirementsOption = None,
) -> None:
    """
    Make an image that grades, and a script that runs it.

    The image holds the grader alone; assignment, secret and submission are mounted, without a network and
    without rights. With files for PrairieLearn and Autolab.
    """
    from grader.dockerpackage import docker_package

    _write(docker_package(assignment_of(context, assignment, Path()), requirements), output)


def _write(package: Package, output: Path) -> None:
    """Write *package* and tell what to do with it."""
    from grader import parcel
    from grader.page import visible_text

    parcel.write_folder(output, package.files, package.executable)
    size = sum(map(len, package.files.values()))
    typer.echo(f"{visible_text(str(output))}: {len(package.files)} files, {size:,} bytes")
    sys.stderr.writelines(f"next: {step}\n" for step in package.steps)
