"""
Watch a student's folder at a terminal: `grader check --watch`.

One loop in one thread waits for saves, keys, examiners and the terminal's signals alike.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

from grader.grading import Request
from grader.keys import Keys
from grader.page import is_lively
from grader.recheck import AGAIN_S, Recheck
from grader.records import Spot
from grader.saves import Lookout
from grader.watchlines import Lines
from grader.watchscreen import Screen, View

_LOOK_S = 2.0
_DRAW_S = 0.06
_READ_BYTES = 1 << 12


class Display(Protocol):
    """What shows a view."""

    def start(self) -> None:
        """Begin to show."""

    def stop(self) -> None:
        """Leave things as they were."""

    def draw(self, view: View) -> None:
        """Show *view*."""


def watch(request: Request) -> None:
    """
    Check what *request* names whenever it is saved, until the student quits.

    At a terminal all of it is taken, and keys are obeyed; elsewhere lines are printed.

    Raises:
        UsageError: There is nothing to watch there, or the assignment is wrong.
    """
    recheck = Recheck(request)
    lively = sys.stdin is not None and sys.stdin.isatty() and is_lively(sys.stdout)
    loop = Loop(recheck, Screen(sys.stdout), Keys(sys.stdin)) if lively else Loop(recheck, Lines(sys.stdout))
    try:
        loop.run()
    except KeyboardInterrupt:
        pass
    except OSError as error:
        if error.errno not in {errno.EPIPE, errno.EIO}:  # nobody reads any more, or the window was closed
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Loop:
    """
    What happens, in the order in which it happens.

    Args:
        recheck: The folder and its examiners.
        display: Shows what they find.
        keys: The keyboard; None where there is none.
    """

    def __init__(self, recheck: Recheck, display: Display, keys: Keys | None = None) -> None:
        self._recheck, self._display, self._keys = recheck, display, keys
        self._quit = self._suspended = False
        self._look_s = self._drawn_s = 0.0
        self._is_stale = True
        self._focus: str | None = None
        self._with_hint, self._with_all, self._page = True, False, 0
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._lookout = Lookout(lambda: self._wake(b"s"))

    def run(self) -> None:
        """Go round until somebody quits; whatever happens, the terminal is left as it was."""
        with ExitStack() as undo:
            undo.callback(os.close, self._wake_read)
            undo.callback(os.close, self._wake_write)
            undo.callback(self._recheck.close)
            undo.callback(self._lookout.close)
            undo.enter_context(self._signals())
            undo.callback(self._display.stop)
            if self._keys is not None:
                undo.callback(self._keys.stop)
                self._keys.start()
            self._display.start()
            self._recheck.prepare()
            while not self._quit:
                self._turn()

    def _turn(self) -> None:
        """Wait for something to happen, and deal with it."""
        heard = self._recheck.sittings()
        sources: list[Any] = [self._wake_read, *heard, *([self._keys] if self._keys else [])]
        ready = select.select(sources, [], [], self._pause_s())[0]
        if self._suspended:
            self._suspend()
        woken = self._woken() if self._wake_read in ready else b""
        if self._keys is not None and self._keys in ready:
            self._press(self._keys)
        for sitting in heard:
            if sitting in ready or sitting.is_silent:
                self._recheck.hear(sitting)
        if b"s" in woken or time.monotonic() >= self._look_s:
            self._look()
        self._is_stale |= bool(ready)
        self._draw()

    def _pause_s(self) -> float:
        """Return how long to wait at most: until the next drawing or look is due."""
        due = [self._look_s]
        if self._is_stale:
            due.append(self._drawn_s + _DRAW_S)
        if self._recheck.reap():
            due.append(time.monotonic() + _DRAW_S)
        return max(min(due) - time.monotonic(), 0.0)

    def _look(self) -> None:
        """Look at the files; now and then in any case, as an event can be lost."""
        before = self._recheck.notice
        self._lookout.watch(self._recheck.folders())
        in_doubt = self._recheck.look()
        self._look_s = time.monotonic() + (AGAIN_S if in_doubt else _LOOK_S)
        if self._recheck.notice != before:
            self._focus, self._page, self._is_stale = None, 0, True

    # ------------------------------------------------------------ signals

    def _wake(self, why: bytes) -> None:
        """Have the loop look up: called by other threads and in signal handlers."""
        with contextlib.suppress(OSError):  # full, or closed at the end
            os.write(self._wake_write, why)

    def _woken(self) -> bytes:
        with contextlib.suppress(BlockingIOError):
            return os.read(self._wake_read, _READ_BYTES)
        return b""

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Have a change of the terminal's size redraw, Ctrl-Z give it back first, and its end be ours."""
        ends = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        handlers: dict[signal.Signals, Callable[..., Any]] = dict.fromkeys(ends, self._ask_to_end)
        if self._keys is not None:
            handlers |= {signal.SIGWINCH: self._resize, signal.SIGTSTP: self._ask_to_suspend}
        before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        try:
            yield
        finally:
            for number, former in before.items():
                signal.signal(number, former)

    def _resize(self, *_: object) -> None:
        self._wake(b"w")

    def _ask_to_end(self, *_: object) -> None:
        """Quit at the next turn; an exception would be lost where Python happens to be cleaning up."""
        if self._quit:
            raise KeyboardInterrupt  # a second time: at once
        self._quit = True
        self._wake(b"q")

    def _ask_to_suspend(self, *_: object) -> None:
        self._suspended = True
        self._wake(b"z")

    def _suspend(self) -> None:
        """Stop as Ctrl-Z has asked, with the terminal as it was; go on from here when continued."""
        assert self._keys is not None
        self._suspended = False
        self._display.stop()
        self._keys.stop()
        handler = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, handler)
        self._keys.start()
        self._display.start()
        self._is_stale, self._look_s = True, 0.0

    # ------------------------------------------------------------ keys

    def _press(self, keys: Keys) -> None:
        """Do what the keys that were pressed ask for."""
        pressed = keys.read()
        if pressed is None:
            self._quit = True
            return
        for key in pressed.lower():
            self._obey(key)

    def _obey(self, key: str) -> None:
        if key == "q":
            self._quit = True
        elif key == "h":
            self._with_hint = not self._with_hint
        elif key == "a":
            self._with_all, self._page = not self._with_all, 0
        elif key == "n" and self._with_all:
            self._page += 1
        elif key == "n":
            self._advance()
        elif key == "r":
            self._focus = None
            self._recheck.again()

    def _advance(self) -> None:
        """Show the next failure whole; the first comes after the last."""
        board = self._recheck.board
        lost = [found.part.id for found in board.findings() if found.lost] if board else []
        at = lost.index(self._focus) if self._focus in lost else 0
        self._focus = lost[(at + 1) % len(lost)] if lost else None

    # ------------------------------------------------------------ what is seen

    def view(self) -> View:
        """Return what is to be seen now."""
        board, broken = self._recheck.board, self._recheck.broken.items()
        root = self._recheck.root if broken else Path()
        return View(
            findings=board.findings() if board else (),
            total=len(board.plan) if board else 0,
            notice=self._recheck.notice,
            alarms=[(Spot(root / path, line), reason) for path, (line, reason) in broken],
            focus=self._focus,
            with_hint=self._with_hint,
            with_all=self._with_all,
            page=self._page,
            running=board.running if board else None,
            training=board.training if board else None,
            runs=self._recheck.runs,
            folder=Path.cwd(),
        )

    def _draw(self) -> None:
        now = time.monotonic()
        if self._is_stale and now - self._drawn_s >= _DRAW_S:
            self._is_stale, self._drawn_s = False, now
            self._display.draw(self.view())
