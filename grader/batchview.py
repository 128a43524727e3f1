"""
Draw on a terminal how a batch goes on: a few lines that stay below whatever else is printed.

Composes the lines, each no wider than the terminal; Rich brings them to it, in the thread that drives
the batch. What a student made up is shown and never obeyed.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from grader.batchlines import BatchLines
from grader.batchprogress import Progress, spelt_duration, spelt_left, spelt_rate
from grader.page import Page, is_lively
from grader.results import Follower, Result

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

_MOST_COLUMNS = 100
_SPARE_COLUMNS = 3  # at the end of each line: a "^C" that the terminal shows must not begin a line
_EVERY_S = 0.125
_LINES_EVERY_S = 5.0
STATUS_COLOURS = {"rejected": "yellow", "internal": "magenta"}


def make_follower(stream: TextIO, every_s: float = _LINES_EVERY_S) -> AbstractContextManager[Follower]:
    """
    Return what shows a batch on *stream*: a live view on a terminal, plain lines anywhere else.

    Args:
        stream: Standard error, say.
        every_s: Seconds between plain lines.
    """
    return BatchView(stream) if is_lively(stream) else BatchLines(stream, every_s)


def compose(progress: Progress, page: Page, height: int) -> list[Text]:
    """Return at most *height* lines: the latest failures, the bar, counts, what runs, the slowest."""
    bar, counts = [_bar(progress, page)], _counts(progress, page)
    ages = [_named(page, name, math.floor(age)) for name, age in progress.running()]
    running = _flow(page, "running", ages)
    longest = [_named(page, one.id, one.seconds) for one in progress.slowest]
    slowest = _flow(page, "slowest", longest, whole=False)
    failures = _failures(progress, page)
    blocks = {"failures": failures, "bar": bar, "counts": counts, "running": running, "slowest": slowest}
    kept: set[str] = set()
    for name in ("bar", "counts", "running", "failures", "slowest"):
        if len(blocks[name]) <= height:
            kept.add(name)
            height -= len(blocks[name])
    return [line for name, block in blocks.items() if name in kept for line in block]


def _bar(progress: Progress, page: Page) -> Text:
    part = progress.done / progress.total if progress.total else 0.0
    line = page.bar(min(part, 1.0), 30 if page.wide else 12)
    line.append(f" {progress.done} of {progress.total or '?'}", "bold")
    return _cut(page, line, _room(page))


def _counts(progress: Progress, page: Page) -> list[Text]:
    """Return how many there are of each kind, the pace and the time left, in as many lines as they take."""
    known = f" ({progress.known} known already)" if progress.known else ""
    parts = [page.text(f"{progress.graded} graded{known}", "green" if progress.graded else "dim")]
    for status, count in (("rejected", progress.rejected), ("internal", progress.internal)):
        if count:
            parts.append(page.text(f"{count} {status}", f"bold {STATUS_COLOURS[status]}"))
    parts += [page.text(part) for part in (spelt_rate(progress), spelt_left(progress)) if part]
    dash = page.text(f" {page.sign('dash')} ", "dim")
    lines = [parts[0]]
    for part in parts[1:]:
        if lines[-1].cell_len + dash.cell_len + part.cell_len <= _room(page):
            lines[-1].append_text(dash).append_text(part)
        else:
            lines.append(part)
    return [_cut(page, line, _room(page)) for line in lines]


def _failures(progress: Progress, page: Page) -> list[Text]:
    lines = []
    earlier = progress.failed - len(progress.failures)
    if earlier:
        lines.append(_cut(page, page.text(f"{earlier} more failed before:", "dim"), _room(page)))
    for result in progress.failures:
        line = page.text(f"{page.sign('failed')} {result.status} ", f"bold {STATUS_COLOURS[result.status]}")
        line.append_text(_named(page, result.id, None)).append_text(page.text(": ", "dim"))
        line.append_text(page.text(" ".join(result.problem.split())))
        lines.append(_cut(page, line, _room(page)))
    return lines


def _named(page: Page, name: str, seconds: float | None) -> Text:
    """Return a name, cut where it is long, and how long its submission takes."""
    shown = _cut(page, page.text(" ".join(name.split())), min(max(_room(page) - 25, 8), 28))
    return shown if seconds is None else shown.append(f" {spelt_duration(seconds)}", "dim")


def _flow(page: Page, label: str, parts: Sequence[Text], *, whole: bool = True) -> list[Text]:
    """Return as many of *parts* as one line takes behind *label*; with *whole*, how many more there are."""
    if not parts:
        return []
    line = page.text(f"{label}: ", "dim")
    for number, part in enumerate(parts):
        more = len(parts) - number
        gap = ", " if number else ""
        reserve = len(f" and {more - 1} more") if more > 1 and whole else 0
        if number and line.cell_len + len(gap) + part.cell_len + reserve > _room(page):
            line.append(f" and {more} more" if whole else "", "dim")
            break
        line.append(gap, "dim").append_text(part)
    return [_cut(page, line, _room(page))]


def _room(page: Page) -> int:
    return max(page.console.width - _SPARE_COLUMNS, 1)


def _cut(page: Page, line: Text, columns: int) -> Text:
    line.rstrip()
    line.truncate(columns, overflow="ellipsis" if page.fancy else "crop")
    line.no_wrap = True
    return line


class BatchView:
    """
    A `Follower` that draws a few lines at the bottom of a terminal and wipes them in the end.

    Nobody at the terminal any more is no reason to stop the batch. The cursor is never hidden: whoever
    kills the batch shall not have to mend the terminal.

    Args:
        stream: A terminal.
        clock: Seconds that only grow.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._progress = Progress(clock)
        self._page: Page | None = None
        self._live: Live | None = None
        self._drawn_at = -1.0
        self._drawn: list[int] = []

    def __enter__(self) -> Self:
        from rich.live import Live

        console = _console(self._stream)
        self._page = Page(console)
        _fit(console, self._stream)
        self._live = Live(
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        with self._gone_is_fine():
            self._live.start()
            console.show_cursor(True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        live, self._live = self._live, None
        if live is not None:
            with self._gone_is_fine():
                live.stop()

    def plan(self, total: int, checks: int) -> None:
        """Take how many there are."""
        self._progress.plan(total, checks)

    def begin(self, name: str) -> None:
        """Take that a submission is now being graded."""
        self._progress.begin(name)

    def end(self, result: Result) -> None:
        """Take what became of a submission."""
        self._progress.end(result)
        self.tick()

    def tick(self) -> None:
        """Draw, if the last time is long enough ago."""
        from rich.console import Group

        now = self._clock()
        if self._live is None or self._page is None or 0 <= now - self._drawn_at < _EVERY_S:
            return
        self._drawn_at = now
        rows = _fit(self._page.console, self._stream)
        lines = compose(self._progress, self._page, rows - 1)
        with self._gone_is_fine():
            _wipe_wrapped(self._page.console, self._drawn)
            self._live.update(Group(*lines), refresh=True)
        self._drawn = [line.cell_len for line in lines]

    def tell(self, line: str) -> None:
        """Print a line above what is drawn."""
        if self._live is not None and self._page is not None:
            with self._gone_is_fine():
                self._page.put("", " ".join(line.split()))

    @contextmanager
    def _gone_is_fine(self) -> Iterator[None]:
        """Draw nothing more once the terminal is gone."""
        try:
            yield
        except OSError:
            self._live = None


def _wipe_wrapped(console: Console, drawn: Sequence[int]) -> None:
    """
    Wipe what Rich does not: rows that lines of *drawn* columns have won as the terminal got narrower.

    Most terminals wrap anew what stands on them, and keep the cursor where it was in the text.
    """
    from rich.control import Control
    from rich.segment import ControlType

    rows = sum(max(-(-columns // console.width) - 1, 0) for columns in drawn)
    if rows:
        up = ((ControlType.CURSOR_UP, 1), (ControlType.ERASE_IN_LINE, 2)) * rows
        console.control(Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2), *up))


def _console(stream: TextIO) -> Console:
    """Return a console that can be drawn on again, without colours where nobody wants them."""
    from rich.console import Console

    simple = bool(os.environ.get("NO_COLOR"))
    return Console(
        file=stream,
        force_terminal=True,
        force_jupyter=False,
        no_color=simple,
        color_system=None if simple else "auto",
        markup=False,
        emoji=False,
        highlight=False,
    )


def _fit(console: Console, stream: TextIO) -> int:
    """Take the size that the terminal has now, at most 100 columns of it; return its rows."""
    from rich.console import ConsoleDimensions

    try:
        width, height = os.get_terminal_size(stream.fileno())
    except OSError:
        width, height = 0, 0
    size = ConsoleDimensions(min(width, _MOST_COLUMNS) if width else 80, height or 24)
    console.size = size
    return size.height
