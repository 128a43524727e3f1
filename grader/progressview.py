"""Show on one line of a terminal how far the checks are. Knows no report; loads Rich when it must."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

from grader.page import Page, is_lively, make_console
from grader.records import CheckFinished, CheckStarted, Event, Planned, TrainingProgress

if TYPE_CHECKING:
    from rich.live import Live
    from rich.text import Text


@dataclass
class _Progress:
    """What the progress line says."""

    done: int = 0
    total: int = 0
    task: str = ""
    training: TrainingProgress | None = None


class ProgressView:
    """
    One live line on *stream* while checks run, nothing at all where *stream* is not a terminal.

    Enter it, then call it with each event and the number of planned checks; leaving it wipes the line.
    """

    def __init__(self, stream: IO[str], *, plain: bool = False) -> None:
        self._stream = stream
        self._plain = plain
        self._state = _Progress()
        self._page: Page | None = None
        self._live: Live | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()
            self._live = None

    def __call__(self, event: Event, total: int) -> None:
        """Take note of *event*; *total* is the number of planned checks."""
        before, state = self._state.done, self._state
        state.total = total
        self._note(event)
        if self._live is None and is_lively(self._stream):
            self._live = self._started()
        elif self._live is not None and state.done > before == 0:
            self._live.refresh()  # the first verdict waits for no clock

    def _note(self, event: Event) -> None:
        state = self._state
        if isinstance(event, Planned):
            return
        if isinstance(event, CheckStarted):
            state.task, state.training = event.id.partition("/")[0], None
        elif isinstance(event, CheckFinished):
            state.done, state.training = state.done + 1, None
        else:
            state.training = event

    def _started(self) -> Live:
        """Begin to draw; not before there is something to tell, as Rich takes its time to load."""
        from rich.live import Live

        self._page = Page(make_console(self._stream, self._plain))
        live = Live(
            get_renderable=self.line,
            console=self._page.console,
            refresh_per_second=8,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        live.start()
        return live

    def line(self) -> Text:
        """Return the line as it stands, short enough never to wrap."""
        page, state = self._page or Page(make_console(self._stream, self._plain)), self._state
        line = page.bar(min(state.done / state.total, 1.0) if state.total else 0.0, 20 if page.wide else 8)
        line.append(f" {state.done} of {state.total or '?'}  ", "bold").append_text(page.text(state.task))
        if state.training:
            run = state.training
            dash = f" {page.sign('dash')} "
            line.append(f"{dash}run {run.run} of {run.runs}{dash}{run.iteration}/{run.iterations}")
            line.append(f"{dash}loss {run.loss:.3g}", "cyan")
        line.truncate(page.console.width - 1, overflow="ellipsis" if page.fancy else "crop")
        return line
