"""Sum a batch up for the person who has started it: what is our fault first, where everything is last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader import classstatistics
from grader.batchprogress import spelt_duration, was_known
from grader.classstatistics import Distribution
from grader.figures import cut
from grader.page import Page
from grader.results import BatchOutcome, Result

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_BLANK = ""
_BINS = 10
_COLUMNS = 60
_SLOWEST = 5


def distribution(results: Iterable[Result]) -> Distribution | None:
    """Return how the scores of *results* are spread; None where there is no score."""
    graded = [one for one in results if one.status == "graded" and one.score is not None]
    scores = [float(one.score) for one in graded if one.score is not None]
    return classstatistics.distribution(scores, max((one.max_score for one in graded), default=0.0))


def show_summary(outcome: BatchOutcome, places: Sequence[tuple[str, Path]], console: Console) -> None:
    """
    Print what became of a batch.

    Args:
        outcome: Of the batch.
        places: What there is to look at, and where it is: ``("reports", Path("out/reports"))``.
        console: From `make_console`.
    """
    page = Page(console)
    _show_internal(page, _with_status(outcome, "internal"))
    rejected = _with_status(outcome, "rejected")
    _show_unread(page, f"{_submissions(len(rejected))} could not be read:", rejected)
    _show_lines(page, f"{_count(len(outcome.puzzles), 'thing')} not understood:", outcome.puzzles)
    _show_absent(page, outcome.absent)
    _show_scores(page, distribution(outcome.results))
    _show_slowest(page, outcome.results)
    _show_places(page, places)
    _show_sum(page, outcome)


def summary_json(outcome: BatchOutcome, places: Sequence[tuple[str, Path]]) -> dict[str, Any]:
    """Return what `show_summary` says for a program; numbers are finite, and None where there is none."""
    spread = distribution(outcome.results)
    slowest = [{"id": one.id, "seconds": round(one.seconds, 3)} for one in _slowest(outcome.results)]
    return {
        "submissions": len(outcome.results) + outcome.left,
        "graded": len(_with_status(outcome, "graded")),
        "known": sum(map(was_known, outcome.results)),
        "internal": [{"id": one.id, "problem": one.problem} for one in _with_status(outcome, "internal")],
        "rejected": [{"id": one.id, "problem": one.problem} for one in _with_status(outcome, "rejected")],
        "left": outcome.left,
        "stopped": outcome.left > 0,
        "absent": list(outcome.absent),
        "puzzles": list(outcome.puzzles),
        "notes": {one.id: list(one.notes) for one in outcome.results if one.notes},
        "seconds": round(outcome.seconds, 3),
        "scores": None if spread is None else {**vars(spread), "bins": list(spread.bins)},
        "slowest": slowest,
        "places": {name: str(path) for name, path in places},
    }


def _show_internal(page: Page, failed: Sequence[Result]) -> None:
    if failed:
        text = f"The grader itself failed at {_submissions(len(failed))}: our fault, not the students'."
        page.put(f"{page.sign('internal')} ", text, style="bold magenta", prefix_style="bold magenta")
        _put_problems(page, failed)


def _show_unread(page: Page, text: str, rejected: Sequence[Result]) -> None:
    if rejected:
        page.put(f"{page.sign('failed')} ", text, style="bold yellow", prefix_style="bold yellow")
        _put_problems(page, rejected)


def _put_problems(page: Page, failed: Sequence[Result]) -> None:
    """Print each by name with its reason; a reason that several share once, with all their names."""
    names: dict[str, list[str]] = {}
    for result in failed:
        names.setdefault(_flat(result.problem) or "no reason known", []).append(_flat(result.id))
    for problem, alike in names.items():
        page.put("    ", f"{alike[0]}: {problem}" if len(alike) == 1 else f"{problem} ({len(alike)}):")
        if len(alike) > 1:
            page.put("      ", ", ".join(alike))
    page.put(_BLANK, _BLANK)


def _show_lines(page: Page, text: str, lines: Sequence[str]) -> None:
    if lines:
        page.put("? ", text, style="bold yellow", prefix_style="bold yellow")
        for line in lines:
            page.put("    ", _flat(line))
        page.put(_BLANK, _BLANK)


def _show_absent(page: Page, absent: Sequence[str]) -> None:
    if absent:
        students = "1 student" if len(absent) == 1 else f"{len(absent)} students"
        page.put("- ", f"{students} of the roster without a submission:", style="bold")
        page.put("    ", "; ".join(map(_flat, absent)))
        page.put(_BLANK, _BLANK)


def _show_scores(page: Page, spread: Distribution | None) -> None:
    """Print the distribution: a bar for each tenth of the points, then the figures."""
    if spread is None:
        return
    head = f"Scores of {_count(spread.count, 'graded submission')}, of {_points(spread.max_score)} points"
    page.put(_BLANK, head, style="bold")
    if spread.count > 1 and spread.max_score > 0:
        for line in _histogram(page, spread):
            page.line(line)
    names = ("minimum", "lower quartile", "median", "upper quartile", "maximum", "mean")
    values = [getattr(spread, name.replace(" ", "_")) for name in names]
    if spread.count > 1:
        page.put(
            "  ", ", ".join(f"{name} {_points(value)}" for name, value in zip(names, values, strict=True))
        )
        page.put("  ", f"all points: {spread.full}, none: {spread.zero}")
    else:
        page.put("  ", _points(spread.mean))
    page.put(_BLANK, _BLANK)


def _histogram(page: Page, spread: Distribution) -> list[Text]:
    """Return a line for each bin, no longer than 60 columns."""
    edges = [_points(spread.max_score * number / _BINS) for number in range(_BINS + 1)]
    column = max(map(len, edges))
    width = min(page.console.width, _COLUMNS) - 2 * column - 7 - len(str(spread.count))
    lines = []
    for number, count in enumerate(spread.bins):
        line = page.text(f"  {edges[number].rjust(column)} - {edges[number + 1].rjust(column)} ", "dim")
        length = max(round(max(width, 4) * count / max(spread.bins)), 1) if count else 0
        line.append(page.sign("full") * length, "cyan").append(f" {count}" if count else "")
        lines.append(line)
    return lines


def _show_slowest(page: Page, results: Sequence[Result]) -> None:
    if slowest := _slowest(results):
        shown = [f"{_flat(one.id)} {spelt_duration(one.seconds)}" for one in slowest]
        page.put("Slowest: ", ", ".join(shown))


def _show_places(page: Page, places: Sequence[tuple[str, Path]]) -> None:
    column = max((len(name) for name, _ in places), default=0)
    for name, path in places:
        page.line(page.text(f"{name.capitalize()}: ".ljust(column + 2) + _flat(str(path))))  # in one piece


def _show_sum(page: Page, outcome: BatchOutcome) -> None:
    """Print the line that is read first, as it is the last: counts, and how to go on where it was stopped."""
    internal, rejected = len(_with_status(outcome, "internal")), len(_with_status(outcome, "rejected"))
    known, notes = sum(map(was_known, outcome.results)), [one for one in outcome.results if one.notes]
    if notes:
        told = _count(sum(len(one.notes) for one in notes), "note")
        page.put(_BLANK, f"{told} on {_submissions(len(notes))}: see the notes.")
    parts = [
        f"{len(_with_status(outcome, 'graded'))} graded" + (f" ({known} known already)" if known else "")
    ]
    parts += [f"{rejected} rejected"] * bool(rejected) + [f"{internal} internal"] * bool(internal)
    parts += [f"{outcome.left} not looked at"] * bool(outcome.left)
    parts += [f"{_count(len(outcome.puzzles), 'thing')} not understood"] * bool(outcome.puzzles)
    parts += [f"{_count(len(outcome.absent), 'student')} absent"] * bool(outcome.absent)
    total = len(outcome.results) + outcome.left
    text = f"{_submissions(total)}: {', '.join(parts)}; in {spelt_duration(outcome.seconds)}."
    fine = not (internal or rejected or outcome.left)
    page.put(_BLANK, text if total else "No submissions.", style="bold green" if fine and total else "bold")
    if outcome.left:
        page.put(
            _BLANK, "Stopped before its end: the same command goes on where it was.", style="bold yellow"
        )


def _with_status(outcome: BatchOutcome, status: str) -> list[Result]:
    return [one for one in outcome.results if one.status == status]


def _slowest(results: Sequence[Result]) -> list[Result]:
    return sorted((one for one in results if one.seconds > 0), key=lambda one: (-one.seconds, one.id))[
        :_SLOWEST
    ]


def _flat(text: str) -> str:
    return " ".join(text.split())


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _submissions(number: int) -> str:
    return _count(number, "submission")


def _points(value: float) -> str:
    """Return *value* with at most two decimals; 99.999 is no 100."""
    return f"{cut(value):.2f}".rstrip("0").rstrip(".")
