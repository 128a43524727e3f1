"""The commands that make a ready autograder for a platform, one command each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Optional

import typer

from grader.cicommands import ci_app
from grader.errors import UsageError
from grader.options import AssignmentOption, assignment_of
from grader.page import visible_text

if TYPE_CHECKING:
    from grader.gradescopesettings import GradescopeSettings

package_app = typer.Typer(no_args_is_help=True, help="Make a ready autograder for a platform.")
package_app.add_typer(ci_app)

PythonOption = Annotated[
    Optional[list[str]],  # noqa: UP045  Typer reads it at run time
    typer.Option("--python", metavar="3.N", help="Put the wheels for this Python inside; may be repeated."),
]
WheelsOption = Annotated[
    bool, typer.Option("--wheels/--no-wheels", help="Leave the wheels out: the image is built from an index.")
]


@package_app.command(
    epilog="Example: grader package gradescope -o autograder.zip --attempts 5 --per-hours 24"
)
def gradescope(  # noqa: PLR0913, PLR0917  Typer makes an option of each argument
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="ZIP", help="The archive to write.")],
    assignment: AssignmentOption = None,
    attempts: Annotated[
        Optional[int],  # noqa: UP045  Typer reads it at run time
        typer.Option(metavar="N", min=1, help="Grade at most so many attempts ..."),
    ] = None,
    per_hours: Annotated[
        Optional[float],  # noqa: UP045  Typer reads it at run time
        typer.Option(metavar="H", help="... in so many hours."),
    ] = None,
    time_limit_min: Annotated[
        float, typer.Option(metavar="MIN", help="The time limit set on Gradescope, 40 at most.")
    ] = 10.0,
    leaderboard: Annotated[
        bool, typer.Option("--leaderboard", help="Enter the accuracy where the whole class sees it.")
    ] = False,
    hide_hidden: Annotated[
        bool, typer.Option("--hide-hidden", help="Students see nothing of hidden checks, and no total.")
    ] = False,
    text_format: Annotated[
        Literal["text", "md", "html"], typer.Option(help="The form of the texts of tests.")
    ] = "md",
    python: PythonOption = None,
    wheels: WheelsOption = True,
    requirements: Annotated[
        Optional[Path],  # noqa: UP045  Typer reads it at run time
        typer.Option(metavar="FILE", help="A requirements file of libraries that submissions may import."),
    ] = None,
) -> None:
    """
    Write the zip to upload to Gradescope as an autograder.

    It holds the hidden checks and the secret: it is for Gradescope alone.
    """
    from grader import parcel
    from grader.gradescopepackage import SCRIPTS, gradescope_files

    found = assignment_of(context, assignment, Path())
    settings = _settings(
        attempts=attempts,
        per_hours=per_hours,
        time_limit_min=time_limit_min,
        leaderboard=leaderboard,
        hide_hidden=hide_hidden,
        text_format=text_format,
    )
    versions = tuple(python or ("3.11",))
    files = gradescope_files(found, settings, python=versions, wheels=wheels, more=requirements)
    parcel.write_zip(output, files, SCRIPTS)
    size = sum(map(len, files.values()))
    typer.echo(
        f"{visible_text(str(output))}: {len(files)} files, {size:,} bytes, the hidden checks among them"
    )


def _settings(**values: object) -> GradescopeSettings:
    """Return the settings; a wrong option is told by its name."""
    from pydantic import ValidationError

    from grader.gradescopesettings import GradescopeSettings
    from grader.yamlfile import first_fault

    try:
        return GradescopeSettings.model_validate(values)
    except ValidationError as error:
        raise UsageError(f"--{first_fault(error).replace('_', '-')}") from error
