"""
Draw what a student sees who watches: one finding whole, the others in a line each, the keys below.

Composes as many lines as the terminal has, each as wide as it is; Rich brings them to the screen. What
a student's code made up is shown and never obeyed. Knows no files and no processes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from grader.board import Finding
from grader.page import Page
from grader.records import Spot, TrainingProgress, Verdict

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

_MOST_COLUMNS = 100
_OUTPUT_LINES = 4
_OTHERS = 3
_ROOMY = 14
_COLOURS = {Verdict.PASSED: "green", Verdict.TIMEOUT: "yellow", Verdict.MEMORY: "yellow"}
_COLOURS |= {Verdict.SKIPPED: "bright_black", Verdict.INTERNAL: "magenta"}


@dataclass(frozen=True)
class View:
    """
    What is to be seen.

    Args:
        findings: All checks that have a verdict, in the order of the screen.
        total: How many checks there are.
        notice: One line: what was saved, what is wrong with it, what to do.
        alarms: Files that do not compile: where, and why.
        focus: The id of the check that is shown whole.
        with_hint: Whether its hint is shown.
        with_all: Whether all checks are listed in its place.
        page: Of that list.
        running: The check that runs, or None.
        training: How far its training is.
        runs: How many examinations have come to their ends.
        folder: Paths are shown as seen from here.
    """

    findings: Sequence[Finding] = ()
    total: int = 0
    notice: str = ""
    alarms: Sequence[tuple[Spot, str]] = ()
    focus: str | None = None
    with_hint: bool = True
    with_all: bool = False
    page: int = 0
    running: str | None = None
    training: TrainingProgress | None = None
    runs: int = 0
    folder: Path = Path()


def compose(view: View, page: Page, height: int) -> list[Text]:
    """Return *height* lines no wider than *page*: the bar, the notice, what was found, the keys."""
    keys = _keys(view, page)
    if height < 3:
        return [_bar(view, page), keys][-height:] if height > 0 else []
    head = [_bar(view, page), _one_line(page, view.notice, "dim")]
    head += [page.text("")] if height >= _ROOMY else []
    room = height - len(head) - 1
    body = _all(view, page, room) if view.with_all else _body(view, page, room)
    body = [_cut(page, line) for line in body[:room]] + [page.text("")] * (room - len(body))
    return [*head, *body, keys]


def _bar(view: View, page: Page) -> Text:
    """Return the progress: checks with a verdict that holds, those passed, and what runs."""
    fresh = [found for found in view.findings if not found.stale]
    passed = sum(not found.lost for found in fresh)
    part = len(fresh) / view.total if view.total else 0.0
    line = page.bar(min(part, 1.0), 20 if page.wide else 8)
    line.append(f" {passed} of {view.total or '?'} passed", "bold green" if passed == view.total else "bold")
    if view.training:
        run = view.training
        line.append(f"  {run.run}/{run.runs}, {run.iteration}/{run.iterations}", "cyan")
    if view.running:
        line.append_text(page.text(f"  {view.running}", "cyan"))
    elif view.total and len(fresh) == view.total:
        line.append("  all checked", "dim")
    return _cut(page, line)


def _keys(view: View, page: Page) -> Text:
    """Return the keys that do something, with their names where there is room."""
    several = "next page" if view.with_all else "next"
    hint = "no hint" if view.with_hint else "hint"
    names = {"h": hint, "n": several, "a": "one" if view.with_all else "all", "r": "re-run", "q": "quit"}
    long = sum(len(name) + 4 for name in names.values()) - 2 <= page.console.width
    line = page.text("")
    for key, name in names.items():
        gap = "  " if long else " "
        line.append(gap if line.plain else "").append(key, "bold reverse").append(f" {name}")
    if line.cell_len > page.console.width:
        line = page.text(" ".join(names), "bold")
    return _cut(page, line)


def _body(view: View, page: Page, room: int) -> list[Text]:
    lines = [line for spot, reason in view.alarms for line in _alarm(view, page, spot, reason)]
    lost = [found for found in view.findings if found.lost]
    chosen = next((found for found in lost if found.part.id == view.focus), lost[0] if lost else None)
    if chosen is None:
        fresh = sum(not found.stale for found in view.findings)
        if view.total and fresh == view.total and not view.alarms:
            lines += _wrapped(page, f"{page.sign('passed')} ", "Every check is passed.", "bold green")
        return lines[:room]
    at = lost.index(chosen)
    others = lost[at + 1 :] + lost[:at]
    left = room - len(lines)
    kept = min(len(others), _OTHERS) if left >= _ROOMY else min(len(others), 1)
    lines += _whole(view, page, chosen, max(left - kept, 3))
    if len(lines) + len(others) < room and others:
        lines.append(page.text(""))
    return lines + _listed(view, page, others, room - len(lines))


def _alarm(view: View, page: Page, spot: Spot, reason: str) -> list[Text]:
    text = f"does not compile: {reason}"
    lines = _wrapped(page, f"{page.sign('error')} ", text, "bold", "bold red")
    return [_link(view, page, spot, "  "), *lines]


def _whole(view: View, page: Page, found: Finding, room: int) -> list[Text]:
    """Return a finding in at most *room* lines: where it is too long, the message gives way."""
    part, sign = found.part, f"{page.sign(found.part.verdict)} "
    suffix = "" if part.verdict is Verdict.FAILED else f" [{part.verdict}]"
    suffix += " (before the save)" if found.stale else ""
    colour = _COLOURS.get(part.verdict, "red")
    head = _wrapped(page, sign, part.title + suffix, "dim" if found.stale else "bold", f"bold {colour}")
    if found.spot:
        head.append(_link(view, page, found.spot, "  "))
    text = f"{part.misconception.explanation}\n{part.message}" if part.misconception else part.message
    middle = _wrapped(page, "  ", text) if text else []
    if output := part.output.strip("\r\n"):
        printed = _wrapped(page, f"  {page.sign('output')} ", output, "dim", "dim")
        middle += printed[:_OUTPUT_LINES] + [page.text("  ...", "dim")] * (len(printed) > _OUTPUT_LINES)
    hint = _wrapped(page, f"  {page.sign('hint')} ", part.hint, "cyan", "cyan") if view.with_hint else []
    spare = max(room - len(head) - len(hint), 1)
    if len(middle) > spare:
        middle = [*middle[: spare - 1], page.text("  ...", "dim")]
    return [*head, *middle, *hint][:room]


def _listed(view: View, page: Page, found: Sequence[Finding], room: int) -> list[Text]:
    """Return a line for each finding, and in the last one how many more there are."""
    if len(found) <= room:
        return [_line(view, page, one) for one in found]
    if room < 1:
        return []
    more = page.text(f"  and {len(found) - room + 1} more: a lists them", "dim")
    return [*(_line(view, page, one) for one in found[: room - 1]), _cut(page, more)]


def _all(view: View, page: Page, room: int) -> list[Text]:
    """Return a page of the list of all checks, and in its last line which page it is."""
    lines = [_line(view, page, found) for found in view.findings]
    if len(lines) <= room or room < 2:
        return lines[:room]
    pages = -(-len(lines) // (room - 1))
    at = view.page % pages
    shown = lines[at * (room - 1) : (at + 1) * (room - 1)]
    shown += [page.text("")] * (room - 1 - len(shown))
    return [*shown, _cut(page, page.text(f"  page {at + 1} of {pages}", "dim"))]


def _line(view: View, page: Page, found: Finding) -> Text:
    """Return a check in one line: sign, place where there is room, title."""
    part = found.part
    style = "dim" if found.stale or part.verdict in {Verdict.PASSED, Verdict.SKIPPED} else ""
    line = page.text(f"{page.sign(part.verdict)} ", f"bold {_COLOURS.get(part.verdict, 'red')}")
    line.append_text(_one_line(page, part.title, style))
    link = _link(view, page, found.spot, "  ") if found.spot else page.text("")
    if link.plain and 3 * link.cell_len <= page.console.width:
        line.truncate(
            max(page.console.width - link.cell_len, 20), overflow="ellipsis" if page.fancy else "crop"
        )
        line.append_text(link)
    return _cut(page, line)


def _link(view: View, page: Page, spot: Spot, indent: str) -> Text:
    """Return ``layers.py:41``, which editors open, as a link too; without folders where there is no room."""
    from rich.style import Style

    try:
        path = spot.path.absolute().relative_to(view.folder.absolute())
    except ValueError:
        path = spot.path
    shown = page.text(f"{path}:{spot.line}".replace("\n", "\\n"))
    if len(indent) + shown.cell_len > page.console.width:
        shown = page.text(f"{path.name}:{spot.line}".replace("\n", "\\n"))
    shown.stylize(Style(underline=True, link=f"{spot.path.absolute().as_uri()}#{spot.line}"))
    return _cut(page, page.text(indent).append_text(shown))


def _wrapped(page: Page, prefix: str, content: str, style: str = "", prefix_style: str = "") -> list[Text]:
    """Return *content* behind *prefix*, wrapped under itself."""
    width = min(page.console.width, _MOST_COLUMNS)
    text = page.text(content, style)
    lines = text.wrap(page.console, max(width - len(prefix), 8), overflow="fold")
    leads = [page.text(prefix, prefix_style), *[page.text(" " * len(prefix))] * (len(lines) - 1)]
    return [_cut(page, lead.copy().append_text(line)) for lead, line in zip(leads, lines, strict=False)]


def _one_line(page: Page, content: str, style: str = "") -> Text:
    return _cut(page, page.text(" ".join(content.split()), style))


def _cut(page: Page, line: Text) -> Text:
    line.rstrip()
    line.truncate(page.console.width, overflow="ellipsis" if page.fancy else "crop")
    line.no_wrap = True
    return line


class Screen:
    """
    The alternate screen of a terminal: what was there before comes back when it is stopped.

    Args:
        stream: A terminal that is written to.
    """

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._live: Live | None = None
        self._console: Console | None = None

    def start(self) -> None:
        """Take the screen."""
        from rich.console import Console
        from rich.live import Live

        simple = bool(os.environ.get("NO_COLOR"))
        self._console = Console(
            file=self._stream,
            force_terminal=True,
            no_color=simple,
            color_system=None if simple else "auto",
            markup=False,
            emoji=False,
            highlight=False,
        )
        self._fit()
        self._live = Live(
            console=self._console,
            screen=True,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def stop(self) -> None:
        """Give the screen back as it was; doing so twice does no harm."""
        if self._live is not None:
            live, self._live = self._live, None
            live.stop()

    def draw(self, view: View) -> None:
        """Draw *view* at the size that the terminal has now."""
        from rich.console import Group

        if self._live is None or self._console is None:
            return
        _, height = self._fit()
        self._live.update(Group(*compose(view, Page(self._console), height)), refresh=True)

    def _fit(self) -> tuple[int, int]:
        from rich.console import ConsoleDimensions

        assert self._console is not None
        try:
            width, height = os.get_terminal_size(self._stream.fileno())
        except OSError:
            width, height = 0, 0
        size = ConsoleDimensions(max(width, 1) if width else 80, max(height, 1) if height else 24)
        self._console.size = size
        return size
