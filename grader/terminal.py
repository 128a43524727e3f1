"""Show rendered reports so that a student enjoys reading them. Knows nothing that is hidden."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from grader.arraytable import array_table, table_lines
from grader.figures import cut
from grader.page import Page, make_console, visible_text
from grader.records import Kind, Verdict
from grader.schema import AccuracyPart, CheckPart, Report, TaskPart
from grader.trainlines import MOST_RUNS, endings, mistaken, run_line

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["make_console", "show_report", "visible_text"]

_MESSAGE_LINES = 6
_OUTPUT_LINES = 4
_TITLES = 3
_PARTS = 8
_NOT_YET = "not implemented yet"
_PLACE = re.compile(r" \([^()]*, line \d+\)$")
_COLOURS = {Verdict.TIMEOUT: "yellow", Verdict.MEMORY: "yellow", Verdict.SKIPPED: "dim"}
_BLANK = ""


def show_report(
    report: Report, console: Console, *, verbose: bool = False, titles: Mapping[str, str] | None = None
) -> None:
    """
    Print a rendered *report*: our own faults, then task by task what to do next, then the sum.

    Args:
        report: As `render` made it for the reader.
        console: From `make_console`.
        verbose: List passed checks too, and show messages and prints at full length.
        titles: Headings of the tasks by name; the names themselves where left out.
    """
    page = Page(console)
    checks = [check for task in report.tasks for check in task.checks]
    _show_faults(page, [check for check in checks if check.verdict is Verdict.INTERNAL])
    names = {task.name: visible_text((titles or {}).get(task.name, task.name)) for task in report.tasks}
    column = max((len(name) for name in names.values()), default=0) if page.wide else 0
    for task in report.tasks:
        _show_heading(page, task, names[task.name].ljust(column))
        trained = report.accuracy and any(check.kind is Kind.ACCURACY for check in task.checks)
        if report.accuracy and trained:
            _show_accuracy(page, report.accuracy)
        if _show_findings(page, task, verbose) or trained or task is report.tasks[-1]:
            page.put(_BLANK, _BLANK)
    _show_sum(page, report, checks)


def _show_faults(page: Page, faults: Sequence[CheckPart]) -> None:
    if not faults:
        return
    text = f"The grader itself failed at {_count(faults)}: our fault, not yours, and no point is lost."
    page.put(f"{page.sign('internal')} ", text, style="bold magenta", prefix_style="bold magenta")
    for check in faults:
        page.put("  ", f"{check.id}: {check.message}", most=_MESSAGE_LINES)
    page.put(_BLANK, _BLANK)


def _show_heading(page: Page, task: TaskPart, name: str) -> None:
    """Print a task's name, bar, points and count of passed checks, on one line where there is room."""
    passed = sum(check.verdict is Verdict.PASSED for check in task.checks)
    part = (task.score or 0.0) / task.max_score
    score = "no score" if task.score is None else f"{_points(task.score)} of {_points(task.max_score)}"
    line = page.text(name, "bold").append("  ")
    line.append_text(page.bar(part, 20 if page.wide else 8)).append("  ")
    line.append(score.rjust(12 if page.wide else 0), "bold green" if part == 1 else "bold")
    count = f"   {passed} of {_count(task.checks)} passed" if page.wide else f"  {passed}/{len(task.checks)}"
    line.append(count, "dim")
    page.line(line)


def _show_findings(page: Page, task: TaskPart, verbose: bool) -> bool:
    """Print what is wrong, then what waits to be written; return whether anything was printed."""
    lost = [check for check in task.checks if check.verdict not in {Verdict.PASSED, Verdict.INTERNAL}]
    waiting = [check for check in lost if check.message.startswith(_NOT_YET)]
    told = (check for check in lost if check not in waiting)
    for alike in _same_findings(told if verbose else _printed_once(told)):
        show = _show_mistake if alike[0].misconception else _show_finding
        show(page, alike, verbose)
    if waiting:
        _show_waiting(page, waiting, verbose)
    passed = [check for check in task.checks if check.verdict is Verdict.PASSED]
    for check in passed if verbose else ():
        page.put(f"  {page.sign('passed')} ", check.title, prefix_style="green")
    return bool(lost or (passed and verbose))


def _printed_once(checks: Iterable[CheckPart]) -> Iterator[CheckPart]:
    """Leave what was printed to the first check that printed it: the top of a file prints in each."""
    printed: set[str] = set()
    for check in checks:
        yield check.model_copy(update={"output": ""}) if check.output in printed else check
        printed.add(check.output)


def _same_findings(checks: Iterable[CheckPart]) -> list[list[CheckPart]]:
    """Group checks that show the same mistake or error: a syntax error is one finding, not thirty."""
    groups: dict[tuple[str, ...], list[CheckPart]] = {}
    for check in checks:
        own = () if check.verdict is not Verdict.FAILED or "not submitted" in check.message else (check.id,)
        known = (check.misconception.name,) if check.misconception else (check.verdict, check.message, *own)
        groups.setdefault(known, []).append(check)
    return list(groups.values())


def _show_finding(page: Page, alike: Sequence[CheckPart], verbose: bool) -> None:
    """Print one finding: title and points, message, what was printed, hint."""
    check, several = alike[0], len(alike) > 1
    colour = _COLOURS.get(check.verdict, "red")
    first, _, rest = check.message.partition("\n") if several else (check.title, "", check.message)
    suffix = "" if check.verdict is Verdict.FAILED else f" [{check.verdict}]"
    suffix += f" ({_count(alike)})" if several else ""
    mark = f"  {page.sign(check.verdict)} "
    page.put(mark, f"{first}{suffix}", style="bold", prefix_style=f"bold {colour}", right=_loss(alike))
    if rest:
        page.put("    ", rest, most=0 if verbose else _MESSAGE_LINES)
    if verbose and not several:
        _show_arrays(page, check)
    if several and (verbose or len(alike) <= _TITLES):
        _show_names(page, [other.title for other in alike], len(alike))
    if output := check.output.strip("\r\n"):
        most = 0 if verbose else _OUTPUT_LINES
        page.put(
            f"    {page.sign('output')} ", output, style="dim", prefix_style="dim", most=most, repeat=True
        )
    if not several and check.verdict is not Verdict.SKIPPED:
        page.put(f"    {page.sign('hint')} ", check.hint, style="cyan", prefix_style="cyan")


def _show_arrays(page: Page, check: CheckPart) -> None:
    """Print what was expected beside what came, where both are small and there is room."""
    table = array_table(check.details)
    lines = table_lines(table) if table else []
    if max(map(len, lines), default=0) + 4 <= page.console.width:
        for line in lines:
            page.line(page.text(f"    {line}", "dim"))


def _show_mistake(page: Page, alike: Sequence[CheckPart], verbose: bool) -> None:
    """
    Print a known mistake and its checks, one of them in full: with a pattern, then the longest message.

    Without hints: what to do the mistake's explanation says, and a hint may be about another one.
    """
    check = max(alike, key=lambda one: (bool(one.details.get("pattern")), len(one.details), len(one.message)))
    assert check.misconception is not None
    text = f"{check.misconception.explanation} ({_count(alike)})"
    mark = f"  {page.sign('like')} "
    page.put(mark, text, style="bold", prefix_style="bold yellow", right=_loss(alike))
    page.put("    ", f"{check.title}: {check.message}", most=0 if verbose else _MESSAGE_LINES)
    _show_names(page, [one.title for one in alike if one is not check], len(alike) if verbose else _TITLES)


def _show_waiting(page: Page, waiting: Sequence[CheckPart], verbose: bool) -> None:
    """Print what is not written yet as one finding, however many checks wait for it."""
    parts = [check.message.partition("\n")[0].removeprefix(_NOT_YET).lstrip(": ") for check in waiting]
    names = [_PLACE.sub("", part) for part in parts if part]
    text = f"{_NOT_YET} ({_count(waiting)})"
    page.put(f"  {page.sign('todo')} ", text, style="bold", prefix_style="yellow", right=_loss(waiting))
    _show_names(page, names, len(names) if verbose else _PARTS)


def _show_names(page: Page, names: Sequence[str], most: int) -> None:
    distinct = list(dict.fromkeys(names))
    more = f"; and {len(distinct) - most} more" if len(distinct) > most else ""
    if distinct:
        page.put("    ", "; ".join(distinct[:most]) + more, style="dim")


def _show_accuracy(page: Page, accuracy: AccuracyPart) -> None:
    """Print the accuracy over the runs, what it is worth, each run with its loss as a curve, and mistakes."""
    spread = f" {page.sign('range')} {100 * accuracy.std:.2f}" if len(accuracy.runs) > 1 else ""
    runs = f"{len(accuracy.runs)} {'run' if len(accuracy.runs) == 1 else 'runs'} on {accuracy.dataset}"
    reached = f"accuracy {100 * accuracy.mean:.2f}{spread} % in {runs}"
    page.put("  ", f"{reached} (full points from {100 * accuracy.threshold:g} %)")
    for run in accuracy.runs[:MOST_RUNS]:
        head, curve = run_line(run, page.sign("spark"), page.sign("to"), page.console.width)
        page.put(f"  {head}  ", curve, style="cyan")
    if len(accuracy.runs) > MOST_RUNS:
        page.put("  ", f"and {len(accuracy.runs) - MOST_RUNS} more runs", style="dim")
    for line in [*endings(accuracy), mistaken(accuracy)]:
        if line:
            page.put("  ", line, style="dim")


def _show_sum(page: Page, report: Report, checks: Sequence[CheckPart]) -> None:
    """Print the line that a student reads first: points, checks, and what to do next."""
    passed = sum(check.verdict is Verdict.PASSED for check in checks)
    if report.score is None:
        head = "No score, because the grader itself failed"
    else:
        head = f"{_points(report.score)} of {_points(report.max_score)} points"
    rest = f"{'all ' if passed == len(checks) else f'{passed} of '}{_count(checks)} passed."
    fine = {Verdict.PASSED, Verdict.INTERNAL}
    lost = [(task, check) for task in report.tasks for check in task.checks if check.verdict not in fine]
    following = f' Next: {lost[0][0].name} - "{lost[0][1].title}"' if lost else ""
    whole = report.score is not None and report.score == report.max_score
    page.put(_BLANK, f"{head}: {rest}{following}", style="bold green" if whole else "bold")


def _loss(checks: Iterable[CheckPart]) -> str:
    lost = math.fsum(check.max_score - (check.score or 0.0) for check in checks)
    return f"-{lost:.2f}".rstrip("0").rstrip(".") if lost >= 0.005 else "-0.01"


def _points(value: float) -> str:
    """Return *value* with at most two decimals; 99.999 is no 100."""
    return f"{cut(value):.2f}".rstrip("0").rstrip(".")


def _count(checks: Sequence[CheckPart]) -> str:
    return f"{len(checks)} {'check' if len(checks) == 1 else 'checks'}"
