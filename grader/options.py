"""Options that several commands have, and the folder of the assignment that they lead to."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from grader.errors import UsageError


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
    from grader.config import find_assignment

    chosen = given or context.obj
    if chosen is not None:
        if not (chosen / "config.yaml").is_file():
            raise UsageError(f"{chosen}: there is no config.yaml in it")
        return Path(chosen)
    if not start.exists():
        raise UsageError(f"{start}: no such file or folder")
    try:
        return find_assignment(start)
    except UsageError:
        return find_assignment(Path())
