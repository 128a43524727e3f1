"""The command `grader similar`: which submissions of a class look alike, for a person to look at."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from grader.options import AssignmentOption, assignment_of

if TYPE_CHECKING:
    from grader.config import Config
    from grader.page import Page
    from grader.similarity import Comparison, Pair

similar_app = typer.Typer(help="Submissions that look alike.")

NO_VERDICT = (
    "A flag for a person, never a verdict: look at both places and ask. Two people may have learnt from the "
    "same page, worked together as they were allowed to, or hit on the same short answer."
)
_MOST_SHOWN = 20
_MOST_PASSAGES = 3
_MOST_NOTES = 20


@similar_app.command("similar", epilog="Example: grader similar submissions/ -o similar.csv")
def similar(
    context: typer.Context,
    submissions: Annotated[
        Path, typer.Argument(metavar="SUBMISSIONS", help="The class, as grader batch takes it.")
    ],
    output: Annotated[
        Optional[Path],  # noqa: UP045  Typer reads it at run time
        typer.Option("-o", "--output", metavar="FILE", help="Write all passages of all pairs as CSV too."),
    ] = None,
    assignment: AssignmentOption = None,
) -> None:
    """
    Show pairs of submissions that share more than the skeleton and the class explain.

    Names, comments, layout and order make no difference. Nothing of a submission is run.

    What is listed is a flag for a person, never a verdict.
    """
    from grader.boilerplate import boilerplate
    from grader.config import load
    from grader.errors import UsageError
    from grader.page import Page, make_console
    from grader.similarcsv import write_similar
    from grader.similarity import compare

    folder = assignment_of(context, assignment, submissions)
    files, notes = _class_files(submissions, load(folder), folder)
    found = compare(files, boilerplate(folder))
    if output is not None:
        try:
            write_similar(found.pairs, output)
        except OSError as error:
            raise UsageError(f"{output}: cannot be written: {error.strerror}") from error
    page = Page(make_console(sys.stdout))
    _show(page, found, len(files), notes)
    if output is not None:
        page.put("", f"All passages are in {output}.")


def _class_files(
    path: Path, config: Config, assignment: Path
) -> tuple[Mapping[str, Mapping[str, bytes]], list[str]]:
    """Return the Python files of each submission of the class at *path*, and what could not be read."""
    from grader.classintake import take_in
    from grader.errors import UsageError
    from grader.handinfiles import read_handin

    intake = take_in(path, config)
    notes = [f"{puzzle.path}: {puzzle.reason}" for puzzle in intake.puzzles]
    files: dict[str, Mapping[str, bytes]] = {}
    for handin in intake.handins:
        try:
            files[handin.id] = read_handin(handin, config, assignment).files
        except UsageError as error:
            notes.append(str(error))
    return files, notes


def _show(page: Page, found: Comparison, count: int, notes: Sequence[str]) -> None:
    """Print the pairs with both places, then what could not be compared."""
    pairs = found.pairs
    head = f"{len(pairs)} {'pair' if len(pairs) == 1 else 'pairs'} of {count} submissions"
    page.put(
        "", f"{head} {'shares' if len(pairs) == 1 else 'share'} more than the skeleton and the class explain."
    )
    if pairs:
        page.put("", NO_VERDICT)
    for number, pair in enumerate(pairs[:_MOST_SHOWN], 1):
        page.put("", "")
        _show_pair(page, number, pair)
    if len(pairs) > _MOST_SHOWN:
        page.put("", "")
        page.put("", f"... and {len(pairs) - _MOST_SHOWN} more pairs: -o similar.csv has them all")
    told = [*notes, *found.notes]
    for note in told[:_MOST_NOTES]:
        page.put(f"{page.sign('internal')} ", note)
    if len(told) > _MOST_NOTES:
        page.put("  ", f"... and {len(told) - _MOST_NOTES} more that could not be compared")


def _show_pair(page: Page, number: int, pair: Pair) -> None:
    """Print who, how much of each, how unusual that is in this class, and the longest passages."""
    page.put(f"{number:3}. ", f"{pair.left}  {pair.right}", style="bold")
    shares = f"{pair.left_share:.0%} and {pair.right_share:.0%} of what is their own"
    page.put("     ", f"{shares}: {pair.tokens} tokens on {pair.lines} lines (score {pair.score:g})")
    for passage in pair.passages[:_MOST_PASSAGES]:
        page.put(f"     {page.sign('like')} ", f"{passage.left}  {passage.right}  ({passage.tokens} tokens)")
    if (rest := len(pair.passages) - _MOST_PASSAGES) > 0:
        page.put("       ", f"and {rest} shorter {'passage' if rest == 1 else 'passages'}", style="dim")
