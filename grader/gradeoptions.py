"""The options of `grader grade`, as Typer reads them, and what their texts mean."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Optional

import typer

from grader.errors import UsageError
from grader.records import Audience

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
DatasetOption = Annotated[
    Optional[str],  # noqa: UP045  Typer reads it at run time
    typer.Option(metavar="NAME", help="Train on this dataset: embedded or full."),
]
AudienceOption = Annotated[
    Optional[Audience],  # noqa: UP045  Typer reads it at run time
    typer.Option(
        help="Who will read it: students see no hidden inputs. Where not said, staff read the report and "
        "students the page of --html."
    ),
]
HtmlOption = Annotated[
    Optional[Path],  # noqa: UP045  Typer reads it at run time
    typer.Option(
        metavar="FILE", help="Write the feedback page too, for students unless --audience says staff."
    ),
]
FailUnderOption = Annotated[
    float,
    typer.Option(metavar="FRACTION", min=0.0, max=1.0, help="End with 1 below this part of the points."),
]


PLATFORMS = "What platforms read (docs/formats.md)"

LeaderboardOption = Annotated[
    bool,
    typer.Option(
        "--leaderboard", rich_help_panel=PLATFORMS, help="Enter the accuracy where the whole class sees it."
    ),
]
HideOption = Annotated[
    bool,
    typer.Option(
        "--hide-hidden", rich_help_panel=PLATFORMS, help="gradescope: students see nothing of hidden checks."
    ),
]
TextOption = Annotated[
    str,
    typer.Option(
        "--text-format", metavar="FORM", rich_help_panel=PLATFORMS, help="gradescope: text, md or html."
    ),
]
ScaleOption = Annotated[
    int,
    typer.Option(
        metavar="UNITS",
        min=1,
        max=1_000_000,
        rich_help_panel=PLATFORMS,
        help="classroom50, github: units in a point, where scores are whole numbers.",
    ),
]
FolderOption = Annotated[
    str,
    typer.Option(
        metavar="DIR",
        rich_help_panel=PLATFORMS,
        help="annotations: the submission's folder in its repository.",
    ),
]
DeadlineOption = Annotated[
    Optional[float],  # noqa: UP045  Typer reads it at run time
    typer.Option(
        metavar="SECONDS", min=1.0, help="Stop by then: what is not graded is internal, ends with 3."
    ),
]
SubmittedOption = Annotated[
    Optional[str],  # noqa: UP045  Typer reads it at run time
    typer.Option(metavar="TIME", help="When it was handed in, such as 2026-11-30T23:59:00+01:00."),
]


def moment(text: str | None) -> datetime | None:
    """
    Return the time that --submitted-at names.

    Raises:
        UsageError: It is none, or has no offset from UTC.
    """
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        example = "2026-11-30T23:59:00+01:00"
        raise UsageError(
            f"--submitted-at must be a date and time with an offset such as {example}, got {text!r}"
        )
    return at
