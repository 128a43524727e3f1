"""Specify how keys come from a terminal, and that it is left as it was."""

from __future__ import annotations

import os
import pty
import select
import termios

import pytest

from grader.keys import Keys


@pytest.fixture
def terminal():
    """A terminal: what is typed into the first end comes out of the second."""
    master, slave = pty.openpty()
    with os.fdopen(slave, "r") as stream:
        yield master, stream
    os.close(master)


def pressed(keys, master, data):
    """Type *data* and return what is read."""
    os.write(master, data)
    select.select([keys], [], [], 5.0)
    return keys.read()


def test_keys_come_without_a_newline_and_unseen(terminal):
    """One is enough; nothing is echoed, and where nothing was pressed nothing waits."""
    master, stream = terminal

    with Keys(stream) as keys:
        assert pressed(keys, master, b"n") == "n"
        assert keys.read() == ""
        assert not select.select([master], [], [], 0)[0]


@pytest.mark.parametrize("data", [b"\x1b[A", b"\x1bOP", b"\x1b[1;5C", b"\x1bb", b"\xff", b"\x1b[<0;1;1M"])
def test_what_is_no_letter_is_no_key(terminal, data):
    """Arrows, function keys, Alt with a letter, the mouse, garbage: the letter at the end quits nothing."""
    master, stream = terminal

    with Keys(stream) as keys:
        assert pressed(keys, master, data + b"h") == "h"


def test_the_terminal_is_left_as_it_was(terminal):
    """After an exception as well, and stopping twice does no harm."""
    _, stream = terminal
    before = termios.tcgetattr(stream)

    keys = Keys(stream)

    def interrupted():
        with keys:
            assert termios.tcgetattr(stream) != before
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    keys.stop()

    assert termios.tcgetattr(stream) == before


def test_signals_from_the_keyboard_are_kept(terminal):
    """Ctrl-C and Ctrl-Z mean what they always do, and lines still end at the left."""
    _, stream = terminal

    with Keys(stream):
        modes = termios.tcgetattr(stream)

    assert modes[3] & termios.ISIG
    assert modes[1] & termios.OPOST


def test_a_keyboard_that_is_gone_is_told():
    """A window that was closed presses no key any more."""
    reading, writing = os.pipe()
    os.close(writing)

    with os.fdopen(reading) as stream:
        assert Keys(stream).read() is None
