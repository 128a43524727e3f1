"""The command `grader diff`: whose score differs between two gradings, by which check and why."""

from __future__ import annotations

import dataclasses
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from grader.errors import UsageError
from grader.figures import points
from grader.options import AssignmentOption, assignment_of

if TYPE_CHECKING:
    from grader.page import Page
    from grader.reportdiff import Change, CheckChange, Difference, Reports, Side, Total

diff_app = typer.Typer()

_MESSAGE_LINES = 3
_NAMES = 10


@diff_app.command(epilog="Example: grader diff monday/ tuesday/")
def diff(
    context: typer.Context,
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="A report, or a folder of them, such as a batch's.")
    ],
    new: Annotated[
        Optional[str],  # noqa: UP045  Typer reads it at run time
        typer.Argument(metavar="NEW", help="The same, graded again.", show_default=False),
    ] = None,
    since: Annotated[
        Optional[str],  # noqa: UP045  Typer reads it at run time
        typer.Option(
            metavar="TIME",
            help="In place of NEW: what gradings since then have changed in the gradebook OLD; "
            "2026-11-30T12:00, in this machine's zone unless it has an offset.",
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="List reports that differ in verdicts alone as well.")
    ] = False,
    assignment: AssignmentOption = None,
    json_: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
) -> None:
    """
    Say whose score differs between two gradings, by which check and why.

    Ends with 0 whether anything differs or not.
    """
    from grader.page import Page, make_console
    from grader.reportdiff import compare, read_reports

    if (new is None) == (since is None):
        raise UsageError("name two reports or folders, or one gradebook and --since TIME")
    if since is not None:
        before, after = _of_gradebook(context, assignment, old, _moment(since))
    else:
        before, after = read_reports(Path(old)), read_reports(Path(new or ""))
    found = compare(before, after)
    if json_:
        typer.echo(json.dumps(dataclasses.asdict(found), indent=2))
        return
    _show(found, Page(make_console(sys.stdout)), every)


def _of_gradebook(
    context: typer.Context, assignment: Path | None, place: str, until: datetime
) -> tuple[Reports, Reports]:
    from grader.config import load
    from grader.gradebook import Gradebook
    from grader.gradebookviews import unpacked

    name = load(assignment_of(context, assignment, Path())).name
    with Gradebook(place, create=False) as book:
        before, after = book.reports(name, until), book.reports(name)
    return (
        {key: lambda packed=packed: unpacked(packed) for key, packed in before.items()},
        {key: lambda packed=packed: unpacked(packed) for key, packed in after.items()},
    )


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError) as error:
        raise UsageError(f"--since must be a time such as 2026-11-30T12:00, got {text!r}") from error


def _show(found: Difference, page: Page, every: bool) -> None:
    """Print the scores that differ, with *every* also what differs in verdicts alone, then the summary."""
    for ground in found.grounds:
        page.put("all: ", ground)
    if found.grounds:
        page.put("", "")
    for change in sorted(found.changes, key=lambda each: not each.scored):  # stable: by name within each
        if change.scored or every:
            _show_change(change, page)
    page.put("", _summary(found))
    for text, names in (
        ("only in the old ones", found.only_before),
        ("only in the new ones", found.only_after),
    ):
        if names:
            more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
            page.put("", f"{text}: {', '.join(names[:_NAMES])}{more}")


def _show_change(change: Change, page: Page) -> None:
    page.put("", f"{change.name}: {_totals(change.before, change.after)}", style="bold")
    for ground in change.grounds:
        page.put("  ", ground)
    for check in change.checks:
        if check.kind not in {"message", "points"}:
            _show_check(check, page)
    others = [check for check in change.checks if check.kind == "points"]
    if others:
        first = others[0]
        shown = f"{first.id}: {points(_worth(first.before))} -> {points(_worth(first.after))}"
        noun = "check is" if len(others) == 1 else "checks are"
        page.put("  ", f"{len(others)} {noun} worth other points, with the same verdict ({shown})")
    page.put("", "")


def _show_check(check: CheckChange, page: Page) -> None:
    page.put("  ", f"{check.id}  {check.title}")
    if check.kind in {"new", "removed"}:
        side = check.after or check.before
        page.put("      ", f"{check.kind} check: {_side(side)}")
    else:
        page.put("      ", f"{_side(check.before)} -> {_side(check.after)}")
    for word, side in (("before: ", check.before), ("after: ", check.after)):
        if side is not None and side.message:
            page.put(f"      {word}", side.message, most=_MESSAGE_LINES)


def _summary(found: Difference) -> str:
    scored = [change for change in found.changes if change.scored]
    pairs = [(each.before.score, each.after.score) for each in scored]
    up = sum(one is not None and two is not None and two > one for one, two in pairs)
    down = sum(one is not None and two is not None and two < one for one, two in pairs)
    quiet = len(found.changes) - len(scored)
    total = len(found.changes) + found.unchanged
    rest = len(scored) - up - down
    text = f"{len(scored)} of {total} scores differ: {up} higher, {down} lower, {rest} otherwise"
    return text + (f"; {quiet} more with the same score: --all lists them" if quiet else "")


def _totals(before: Total, after: Total) -> str:
    if before == after:
        return f"{points(after.score)} of {points(after.max_score)}, as before"
    one = points(before.score) if before.status == "graded" else before.status
    two = points(after.score) if after.status == "graded" else after.status
    if before.max_score != after.max_score:
        return f"{one} of {points(before.max_score)} -> {two} of {points(after.max_score)}"
    sum_ = ""
    if before.score is not None and after.score is not None:
        sum_ = f" ({points(after.score - before.score, sign=True)})"
    return f"{one} -> {two} of {points(after.max_score)}{sum_}"


def _side(side: Side | None) -> str:
    if side is None:
        return "not there"
    return f"{side.verdict}, {points(side.score)} of {points(side.max_score)}"


def _worth(side: Side | None) -> float | None:
    return side.max_score if side else None
