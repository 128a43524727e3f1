"""
Print how a batch goes on where no screen can be drawn again: a plain line every few seconds.

For logs: no escape sequence, no carriage return, no line that a CI system takes for its command.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

from grader.batchprogress import Progress, spelt_duration, spelt_left, spelt_rate
from grader.page import visible_text
from grader.results import Result

_EVERY_S = 5.0
_AT_LEAST_EVERY_S = 30.0
_NAMES = 3
_NAME_CHARACTERS = 40
_LINE_CHARACTERS = 500


class BatchLines:
    """
    A `Follower` that writes lines to *stream*; nobody reading it any more is no reason to stop the batch.

    Args:
        stream: A pipe or a file, say.
        every_s: Seconds from one line to the next, if something has changed.
        clock: Seconds that only grow.
    """

    def __init__(
        self, stream: TextIO, every_s: float = _EVERY_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream, self._every_s, self._clock = stream, every_s, clock
        self._progress = Progress(clock)
        self._said: object = None
        self._said_at = clock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        progress = self._progress
        if progress.total or progress.done:
            left = max(progress.total - progress.done, 0)
            rest = f", {left} not done" if left else ""
            self.tell(f"{_counts(progress)}{rest}, in {spelt_duration(progress.elapsed_s)}")

    def plan(self, total: int, checks: int) -> None:
        """Say how many there are."""
        self._progress.plan(total, checks)
        self._said_at = self._clock()
        each = f", {checks} {'check' if checks == 1 else 'checks'} each" if checks else ""
        self.tell(f"{total} {'submission' if total == 1 else 'submissions'}{each}")

    def begin(self, name: str) -> None:
        """Take that a submission is now being graded."""
        self._progress.begin(name)

    def end(self, result: Result) -> None:
        """Take what became of a submission; say so at once if it is not graded."""
        self._progress.end(result)
        if result.status != "graded":
            self.tell(f"{result.status}: {result.id}: {result.problem}")
        self.tick()

    def tick(self) -> None:
        """Say how far it is, if it is time and there is something to say."""
        progress, now = self._progress, self._clock()
        running = [name for name, _ in progress.running()]
        state = (progress.done, progress.total, running)
        wait_s = self._every_s if state != self._said else max(self._every_s, _AT_LEAST_EVERY_S)
        if not progress.total or now - self._said_at < wait_s:
            return
        self._said, self._said_at = state, now
        pace = [part for part in (spelt_rate(progress), spelt_left(progress)) if part]
        self.tell(", ".join([_counts(progress), *pace]) + _names(running))

    def tell(self, line: str) -> None:
        """Print a line, none of it obeyed by whoever shows the log."""
        shown = " ".join(visible_text(line).split())
        if len(shown) > _LINE_CHARACTERS:
            shown = f"{shown[:_LINE_CHARACTERS]}..."
        if shown.startswith("::"):  # a command of GitHub's runner
            shown = f"\\{shown}"
        encoding = self._stream.encoding or "utf-8"
        shown = shown.encode(encoding, "backslashreplace").decode(encoding)
        with contextlib.suppress(OSError):
            self._stream.write(f"{shown}\n")
            self._stream.flush()


def _counts(progress: Progress) -> str:
    known = f" ({progress.known} known already)" if progress.known else ""
    failed = f", {progress.failed} failed" if progress.failed else ""
    return f"{progress.graded} of {progress.total} graded{known}{failed}"


def _names(running: list[str]) -> str:
    if not running:
        return ""
    names = [name if len(name) <= _NAME_CHARACTERS else f"{name[:_NAME_CHARACTERS]}..." for name in running]
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return f"; running: {', '.join(names[:_NAMES])}{more}"
