"""The commands `grader gradebook ...`: what everybody gets, why, and what people add to it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from grader.errors import UsageError
from grader.options import AssignmentOption, assignment_of
from grader.page import make_console, visible_text

if TYPE_CHECKING:
    from grader.columnfill import Filled
    from grader.config import Config
    from grader.gradebook import Gradebook
    from grader.grades import Grade

gradebook_app = typer.Typer(
    no_args_is_help=True, help="What everybody gets and why: attempts, lateness, adjustments, history."
)

_HERE = "gradebook.sqlite"
DatabaseOption = Annotated[
    Optional[str],  # noqa: UP045  Typer reads it at run time
    typer.Option(
        "-d",
        "--database",
        metavar="DIR|URL",
        envvar="GRADER_DATABASE",
        help="A batch's folder, a SQLite file, or postgresql://...; default: gradebook.sqlite here.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")]
StudentArgument = Annotated[str, typer.Argument(metavar="STUDENT", help="As the gradebook calls them.")]


@gradebook_app.command(epilog="Example: grader gradebook show results/ --student ada")
def show(
    context: typer.Context,
    place: Annotated[
        Optional[str],  # noqa: UP045  Typer reads it at run time
        typer.Argument(metavar="DIR|URL", help="Like --database.", show_default=False),
    ] = None,
    student: Annotated[
        Optional[str],  # noqa: UP045  Typer reads it at run time
        typer.Option("--student", metavar="STUDENT", help="Show this one with all attempts and adjustments."),
    ] = None,
    database: DatabaseOption = None,
    assignment: AssignmentOption = None,
    json_: JsonOption = False,
) -> None:
    """Show which attempt of each student counts, and what that gives."""
    from grader import gradebookpage as page

    config = _config(context, assignment)
    with _opened(place or database) as book:
        if student is not None:
            account, gradings = book.account(config.name, student), book.gradings(config.name, student)
            if json_:
                typer.echo(page.account_json(account, gradings, config))
            else:
                page.show_account(account, gradings, config, make_console(sys.stdout))
            return
        accounts = book.accounts(config.name)
    if json_:
        typer.echo(page.class_json(accounts, config))
        return
    page.show_class(accounts, config, make_console(sys.stdout))


@gradebook_app.command(
    epilog="Example: grader gradebook adjust ada -2.5 --reason 'shown in the lab: not their own'",
    context_settings={"ignore_unknown_options": True},  # so that -2.5 is a number
)
def adjust(
    context: typer.Context,
    student: StudentArgument,
    points: Annotated[
        float, typer.Argument(metavar="POINTS", help="Added to the score; negative: taken off.")
    ],
    reason: Annotated[str, typer.Option(help="Why; it is kept for good.", metavar="TEXT")],
    author: Annotated[
        Optional[str],  # noqa: UP045  Typer reads it at run time
        typer.Option(help="Who; default: your login name.", metavar="NAME"),
    ] = None,
    below_zero: Annotated[
        bool, typer.Option("--below-zero", help="Let the student's score fall below 0.")
    ] = False,
    database: DatabaseOption = None,
    assignment: AssignmentOption = None,
) -> None:
    """
    Add points to a student's score, or take some off, and keep who did so and why.

    The report stays as it is. Nothing is ever deleted: undo an adjustment by another one.
    """
    from grader.accounts import grade
    from grader.figures import points as shown

    config = _config(context, assignment)
    who = _login_name() if author is None else author
    with _opened(database) as book:
        before = grade(book.account(config.name, student), config)
        book.adjust(config.name, student, points, author=who, reason=reason, below_zero=below_zero)
        after = grade(book.account(config.name, student), config)
    one, two, most = shown(before.score), shown(after.score), shown(after.max_score)
    typer.echo(visible_text(f"{student}: {one} -> {two} of {most}"))
    if after.score is None:
        typer.echo(f"there is no score yet ({after.status}); the adjustment counts once there is one")


@gradebook_app.command(epilog="Example: grader gradebook history ada -d results/")
def history(
    context: typer.Context,
    student: StudentArgument,
    database: DatabaseOption = None,
    assignment: AssignmentOption = None,
    json_: JsonOption = False,
) -> None:
    """Show every result of every attempt of a student and every adjustment, the oldest first."""
    from grader import gradebookpage as page

    config = _config(context, assignment)
    with _opened(database) as book:
        account, gradings = book.account(config.name, student), book.gradings(config.name, student)
    if json_:
        typer.echo(page.account_json(account, gradings, config))
        return
    page.show_history(account, gradings, config, make_console(sys.stdout))


@gradebook_app.command(epilog="Example: grader gradebook export -o grades.csv")
def export(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where the grades go.")],
    canvas: Annotated[
        Optional[Path],  # noqa: UP045  Typer reads it at run time
        typer.Option(metavar="TEMPLATE", help="Canvas' exported gradebook, to be filled in one --column."),
    ] = None,
    moodle: Annotated[
        Optional[Path],  # noqa: UP045  Typer reads it at run time
        typer.Option(metavar="TEMPLATE", help="Moodle's grading worksheet, to be filled in."),
    ] = None,
    column: Annotated[
        Optional[str],  # noqa: UP045  Typer reads it at run time
        typer.Option(metavar="TITLE", help="Of the assignment in Canvas, of the grades in Moodle."),
    ] = None,
    missing_as_zero: Annotated[
        bool, typer.Option("--missing-as-zero", help="Who has handed in nothing gets 0.")
    ] = False,
    database: DatabaseOption = None,
    assignment: AssignmentOption = None,
) -> None:
    """Write everybody's grade into a table, or into one column of the learning platform's own."""
    from grader.gradescsv import grades_csv
    from grader.wholefile import replace

    template = _template(canvas, moodle, column, output)
    config = _config(context, assignment)
    with _opened(database) as book:
        grades = book.grades(config)
    if template is None:
        content, told = grades_csv(grades), [f"{len(grades)} grades"]
    else:
        filled = _filled(template, template == canvas, grades, column, missing_as_zero)
        content, told = filled.content, _leftovers(filled)
    try:
        replace(output, content)
    except OSError as error:
        raise UsageError(f"{output}: cannot be written: {error.strerror}") from error
    sys.stderr.writelines(visible_text(line) + "\n" for line in [*told, f"written: {output}"])


def _config(context: typer.Context, assignment: Path | None) -> Config:
    from grader.config import load

    return load(assignment_of(context, assignment, Path()))


def _opened(place: str | None) -> Gradebook:
    from grader.gradebook import Gradebook

    if place is None and not Path(_HERE).is_file():
        raise UsageError(f"there is no {_HERE} in this folder: name the batch's folder by --database DIR")
    return Gradebook(place or _HERE, create=False)


def _login_name() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise UsageError("your login name is not known: say who you are by --author NAME") from error


def _template(canvas: Path | None, moodle: Path | None, column: str | None, output: Path) -> Path | None:
    """Return the platform's table that is to be filled, if any, once the options make sense together."""
    if canvas and moodle:
        raise UsageError("--canvas and --moodle are two files: export twice")
    if canvas and not column:
        raise UsageError("--canvas needs --column, the assignment's title in the first line of the file")
    template = canvas or moodle
    if column and not template:
        raise UsageError("--column is of a table that is to be filled: name it by --canvas or --moodle")
    if template and output.exists() and template.exists() and output.samefile(template):
        raise UsageError(f"{output}: would overwrite the platform's own file: name another one")
    return template


def _filled(
    template: Path, is_canvas: bool, grades: list[Grade], column: str | None, missing_as_zero: bool
) -> Filled:
    from grader import canvascsv, moodlecsv

    try:
        content = template.read_bytes()
    except OSError as error:
        raise UsageError(f"{template}: cannot be read: {error.strerror}") from error
    name = str(template)
    if is_canvas:
        return canvascsv.fill(content, grades, column or "", missing_as_zero=missing_as_zero, name=name)
    return moodlecsv.fill(content, grades, column=column, missing_as_zero=missing_as_zero, name=name)


def _leftovers(filled: Filled) -> list[str]:
    """Return what an instructor should know before handing the file to the platform, line by line."""
    return [
        *(f"note: {note}" for note in filled.notes),
        *(f"no grade for: {row}" for row in filled.unmatched_rows),
        *(f"no row for: {student}" for student in filled.unmatched_grades),
        f"{filled.written} cells filled",
    ]
