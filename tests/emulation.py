"""A terminal for tests: what a program writes to it becomes lines, and a program can be run at it."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

_TOKEN = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|\x1b\]([^\x07\x1b]*)(?:\x07|\x1b\\)|\x1b.|(.)", re.DOTALL)
_BROKEN = re.compile(r"\x1b(\[[0-9;?]*|\][^\x07]*)?")
_WAIT_S = 60.0
_QUIET_S = 0.02  # after which what was drawn is whole
_AT_A_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
GRADER = (sys.executable, "-c", "from grader.cli import main; main()")


class Emulation:
    """
    What is on the screen of a terminal; knows what Rich writes, and fails at anything else.

    Attributes:
        alternate: Whether the alternate screen is shown.
        links: What has been linked to, in order.
    """

    def __init__(self, columns: int, rows: int) -> None:
        self.resize(columns, rows)
        self.alternate, self.has_cursor, self.links = False, True, []
        self.rest = ""

    def resize(self, columns: int, rows: int) -> None:
        """Be of another size, and empty."""
        self.columns, self.rows = columns, rows
        self.cells = [[" "] * columns for _ in range(rows)]
        self.row = self.column = 0

    def feed(self, text: str) -> None:
        """Take in what a program has written; a sequence that is not whole waits for its rest."""
        text = self.rest + text
        start = text.rfind("\x1b")
        broken = start >= 0 and _BROKEN.fullmatch(text, start)
        text, self.rest = (text[:start], text[start:]) if broken else (text, "")
        for token in _TOKEN.finditer(text):
            numbers, command, system, character = token.groups()
            if command:
                self._obey(numbers, command)
            elif system is not None:
                if system.startswith("8;") and (target := system.split(";", 2)[2]):
                    self.links.append(target)
            elif character is not None:
                self._put(character)

    def _obey(self, numbers: str, command: str) -> None:
        if (numbers, command) in {("?1049", "h"), ("?1049", "l")}:
            self.alternate = command == "h"
            self.resize(self.columns, self.rows)
        elif numbers == "?25":
            self.has_cursor = command == "h"
        elif command == "H":
            self.row, self.column = 0, 0
            assert numbers in {"", "1;1"}, numbers
        elif command != "m":
            raise AssertionError(f"unknown to this terminal: {numbers}{command}")

    def _put(self, character: str) -> None:
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.row += 1
        elif character.isprintable():
            if self.column == self.columns:
                self.row, self.column = self.row + 1, 0
            self._scroll()
            self.cells[self.row][self.column] = character
            self.column += 1
        self._scroll()

    def _scroll(self) -> None:
        while self.row >= self.rows:
            self.cells = [*self.cells[1:], [" "] * self.columns]
            self.row -= 1

    def lines(self) -> list[str]:
        """Return the lines of the screen without spaces at their ends."""
        return ["".join(row).rstrip() for row in self.cells]

    def text(self) -> str:
        """Return the lines of the screen as one text."""
        return "\n".join(self.lines())


class Terminal:
    """
    A program at a terminal of its own.

    Args:
        command: What to run; `GRADER` is how `grader` is run here.
        columns, rows: The terminal's size.
        folder: The working folder.
    """

    def __init__(self, command, *, columns=80, rows=24, folder, environment=None) -> None:
        self.screen = Emulation(columns, rows)
        self.master, slave = pty.openpty()
        self._size(columns, rows)
        self.before = termios.tcgetattr(slave)
        self.raw, self.decoder = "", codecs.getincrementaldecoder("utf-8")("replace")
        self.slave = slave
        self.process = subprocess.Popen(
            [sys.executable, "-c", _AT_A_TERMINAL, *map(str, command)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env={**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", **(environment or {})},
            start_new_session=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def _size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, as a student does who drags a window's corner."""
        self.screen.resize(columns, rows)
        self._size(columns, rows)

    def press(self, keys: str) -> None:
        """Press keys."""
        os.write(self.master, keys.encode())

    def look(self, wait_s: float) -> None:
        """Read what is written meanwhile, for at most *wait_s*."""
        if select.select([self.master], [], [], wait_s)[0]:
            self._read()

    def until(self, reached, wait_s: float = _WAIT_S, quiet_s: float = _QUIET_S) -> str:
        """Read until *reached*, a text or a predicate of the screen, holds; return what is seen then."""
        holds = reached if callable(reached) else lambda screen: reached in screen.text()
        end_s = time.monotonic() + wait_s
        while not holds(self.screen) or select.select([self.master], [], [], quiet_s)[0]:
            left_s = end_s - time.monotonic()
            if left_s <= 0 or not select.select([self.master], [], [], left_s)[0]:
                raise AssertionError(f"never came to be seen:\n{self.screen.text()}")
            self._read()
        return self.screen.text()

    def _read(self) -> None:
        try:
            data = os.read(self.master, 1 << 16)
        except OSError as error:
            raise AssertionError(f"the program has ended:\n{self.screen.text()}") from error
        text = self.decoder.decode(data)
        self.raw += text
        self.screen.feed(text)

    def ended(self) -> int:
        """Wait for the program's end and return its exit code."""
        end_s = time.monotonic() + _WAIT_S
        while self.process.poll() is None and time.monotonic() < end_s:
            if select.select([self.master], [], [], 0.05)[0]:
                self._read()
        while select.select([self.master], [], [], 0)[0]:
            self._read()
        return self.process.wait(0)

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    @property
    def is_restored(self) -> bool:
        """Tell whether the terminal is as it was before the program."""
        now = termios.tcgetattr(self.slave)
        return now == self.before and not self.screen.alternate and self.screen.has_cursor
