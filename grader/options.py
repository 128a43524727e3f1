"""Options that several commands have, and the folder of the assignment that they lead to."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from grader.assignmentfolder import assignment_folder

if TYPE_CHECKING:
    from grader.headstart import Headstart

_HEADSTART = "grader.headstart"


class Format(StrEnum):
    """How a report is printed."""

    TEXT = "text"
    JSON = "json"


AssignmentOption = Annotated[
    Optional[Path],  # noqa: UP045  Typer reads it at run time
    typer.Option(
        "-a", "--assignment", metavar="DIR", help="The folder with config.yaml; default: the nearest upwards."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
VerboseOption = Annotated[
    bool, typer.Option("-v", "--verbose", help="List passed checks, show messages in full.")
]
FormatOption = Annotated[Format, typer.Option("--format", help="What goes to standard output.")]


def assignment_of(context: typer.Context, given: Path | None, start: Path) -> Path:
    """Return the assignment's folder: as given, else the nearest from *start* or from here upwards."""
    return assignment_folder(given or context.obj, start)


def keep_headstart(context: typer.Context) -> None:
    """Put aside the examiner that was started before the command line was read, if one was."""
    context.meta[_HEADSTART] = context.obj


def headstart_of(context: typer.Context) -> Headstart | None:
    """Return the examiner that was started before the command line was read, or None."""
    found: Headstart | None = context.meta.get(_HEADSTART)
    return found
