"""Specify what is seen of a batch at a terminal, of any size, whatever the submissions are called."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import select
import struct
import sys
import termios

import pytest
from rich.cells import cell_len

from grader.batchlines import BatchLines
from grader.batchprogress import Progress
from grader.batchview import BatchView, compose, make_follower
from grader.page import Page
from tests.batchfeeds import EVIL, Clock, failed, graded, known, play
from tests.emulation import Emulation, Terminal

NAMES = (EVIL, "李明华" * 20, "x" * 100, "שלום " * 9, "Ω≈ç", "\udcff", "a\nb")
WAITING = """
import signal, sys, time
from grader.batchview import make_follower
pressed = []
signal.signal(signal.SIGINT, lambda *_: pressed.append(1))  # as a batch does: not lost in a clean-up
print("before")
with make_follower(sys.stderr) as follower:
    follower.plan(9, 1)
    follower.begin("ada")
    while True:
        follower.tick()
        time.sleep(0.01)
        if pressed:
            raise KeyboardInterrupt
"""

pytestmark = pytest.mark.usefixtures("usual_terminal")


class Screen(Emulation):
    """A screen on which lines are drawn again: the cursor goes up, rows are wiped, characters can be wide."""

    def _obey(self, numbers, command):
        if command == "A":
            self.row = max(self.row - int(numbers), 0)
        elif command == "K":
            assert numbers == "2"
            self.cells[self.row] = [" "] * self.columns
        else:
            super()._obey(numbers, command)

    def _put(self, character):
        wide = cell_len(character) == 2
        if wide and self.column >= self.columns - 1:
            raise AssertionError(f"{character} does not fit")
        super()._put(character)
        if wide:
            self.cells[self.row][self.column] = ""
            self.column += 1


class Desk:
    """A view at a terminal of its own, in this process."""

    def __init__(self, columns=80, rows=24, total=400):
        self.master, slave = pty.openpty()
        self.stream = os.fdopen(slave, "w", encoding="utf-8")
        self.screen = Screen(columns, rows)
        self.size(columns, rows)
        self.clock = Clock()
        self.view = BatchView(self.stream, self.clock)
        self.view.plan(total, 10)
        self.written = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        os.close(self.master)

    def size(self, columns, rows):
        """Give the terminal a size."""
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self):
        """Bring what was written to the screen; return its lines that are not empty."""
        while select.select([self.master], [], [], 0)[0]:
            data = os.read(self.master, 1 << 16)
            self.written += len(data)
            self.screen.feed(data.decode())
        return [line for line in self.screen.lines() if line]

    def look(self):
        """Let time pass, and return the lines of the screen."""
        self.clock.now += 1
        self.view.tick()
        return self.read()


def page(columns, encoding="utf-8", **options):
    """Return a page of that width, as a terminal has it."""
    from rich.console import Console

    stream = io.TextIOWrapper(io.BytesIO(), encoding)
    return Page(Console(file=stream, force_terminal=True, width=columns, height=99, **options))


def busy(total=400):
    """Return a progress in which there is one of everything, and its clock."""
    clock = Clock()
    progress = Progress(clock)
    progress.plan(total, 10)
    for number in range(20):
        progress.end(known(f"k{number}"))
    for _ in play(progress, clock, [2.0] * 48 + [61.0] * 2):
        pass
    for number in range(5):
        progress.end(failed(f"r{number}", problem="calc.py: line 3 is no Python"))
    progress.end(failed("bob", "internal", "the disk is full"))
    for name in ("ada", "cai", "dan", "eli", "fay", "gus"):
        progress.begin(name)
        clock.now += 1
    return progress, clock


def plain(progress, target, height=99):
    """Return what is composed; no line is wider than the page with room for what the terminal echoes."""
    lines = compose(progress, target, height)
    assert all(line.cell_len <= max(target.console.width - 2, 1) for line in lines)
    return [line.plain for line in lines]


def test_a_wide_terminal_shows_everything():
    """The latest failures above the bar; counts, pace and rest; what runs, longest first; the slowest."""
    lines = plain(busy()[0], page(80))

    assert lines == [
        "3 more failed before:",
        "✗ rejected r3: calc.py: line 3 is no Python",
        "✗ rejected r4: calc.py: line 3 is no Python",
        "✗ internal bob: the disk is full",
        f"{'━' * 6}{'─' * 24} 76 of 400",
        "70 graded (20 known already) · 5 rejected · 1 internal · 10 a minute",
        "about 17 min left",
        "running: ada 6 s, cai 5 s, dan 4 s, eli 3 s, fay 2 s, gus 1 s",
        "slowest: s48 1 min 1 s, s49 1 min 1 s, s0 2 s",
    ]


def test_a_narrow_terminal_shows_the_same_shorter():
    """At 40 columns counts take more lines, and of those that run as many as there is room for."""
    lines = plain(busy()[0], page(40))

    assert lines[4:] == [
        "━━────────── 76 of 400",
        "70 graded (20 known already)",
        "5 rejected · 1 internal · 10 a minute",
        "about 17 min left",
        "running: ada 6 s, cai 5 s and 4 more",
        "slowest: s48 1 min 1 s, s49 1 min 1 s",
    ]


@pytest.mark.parametrize("columns", [1, 5, 20, 40, 80, 120])
@pytest.mark.parametrize("height", [0, 1, 2, 5, 9, 50])
def test_it_fits_any_size(columns, height):
    """The bar goes last; nothing is wider or higher than the terminal."""
    lines = plain(busy(5000)[0], page(columns), height)

    assert len(lines) <= height
    assert any(line[0] in "━─…" for line in lines) or height == 0


def test_what_failed_has_its_own_colours():
    """Rejected ones another one than our own faults."""
    lines = compose(busy()[0], page(80), 99)

    counts = lines[5]
    styles = {counts.plain[span.start : span.end]: str(span.style) for span in counts.spans}
    assert (styles["5 rejected"], styles["1 internal"]) == ("bold yellow", "bold magenta")


def test_before_anything_is_done_it_says_nothing_it_does_not_know():
    """Neither pace nor rest nor failures nor slowest."""
    progress = Progress(Clock())
    assert plain(progress, page(80))[0].endswith(" 0 of ?")
    progress.plan(400, 10)
    progress.begin("ada")

    assert plain(progress, page(80))[1:] == ["0 graded", "running: ada 0 s"]


def test_a_run_in_which_all_is_known_has_no_pace():
    """Done, and known already; no rate, no rest."""
    progress = Progress(Clock())
    progress.plan(400, 10)
    for number in range(400):
        progress.end(known(f"s{number}"))

    assert plain(progress, page(80)) == [f"{'━' * 30} 400 of 400", "400 graded (400 known already)"]


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_names_are_shown_and_never_obeyed(columns):
    """Controls, turned writing, wide characters, a hundred of them: on the screen, in their lines."""
    with Desk(columns) as desk, desk.view:
        for name in NAMES:
            desk.view.begin(name)
        lines = desk.look()
        assert lines[2].startswith("running: ")
        assert lines[2].endswith(" more") or columns == 120

        for name in NAMES:
            desk.view.end(graded(name, seconds=70.0))
            desk.view.end(failed(name, problem=name))
            desk.view.tell(name)
            lines = desk.look()
            bars = [number for number, line in enumerate(lines) if " of 400" in line]
            assert len(bars) == 1, lines
        assert "\\u202e" in "\n".join(lines)
        assert "##[" not in "\n".join(lines)


@pytest.mark.parametrize("encoding, options", [("ascii", {}), ("utf-8", {"no_color": True})])
def test_a_plain_terminal_gets_plain_signs(encoding, options):
    """Where it has no others, or nobody wants them."""
    progress, _ = busy()
    progress.end(failed("Ωmega", problem="x"))

    text = "\n".join(plain(progress, page(80, encoding, **options)))

    assert "\n######........................ 77 of 400" in text
    assert "x rejected " in text
    assert ("\\u03a9mega" in text) is (encoding == "ascii")


def test_lines_go_above_and_the_end_wipes_what_was_drawn():
    """What was told stays; the cursor is never hidden, so that a kill leaves no terminal to mend."""
    with Desk() as desk:
        with desk.view:
            desk.view.begin("ada")
            desk.look()
            desk.view.tell("found 400, one of them late")
            desk.view.tell("::error::x")
            lines = desk.look()
            assert desk.screen.has_cursor
            assert lines[:2] == ["found 400, one of them late", "\\::error::x"]
            assert lines[2].endswith("0 of 400")

        assert desk.read() == ["found 400, one of them late", "\\::error::x"]
        assert (desk.screen.row, desk.screen.column) == (2, 0)
        assert desk.screen.has_cursor


def test_it_draws_at_most_eight_times_a_second():
    """However many submissions end; a class that is known already writes next to nothing."""
    with Desk(total=5000) as desk, desk.view:
        desk.look()
        before = desk.written
        for number in range(5000):
            desk.clock.now += 0.0002
            desk.view.end(known(f"s{number}"))
            desk.view.tick()
            desk.read()

        assert 0 < desk.written - before < 8 * 400
        assert desk.look()[0].endswith("5000 of 5000")


def test_a_low_terminal_keeps_what_was_told_in_sight():
    """What is drawn leaves a row to it, and is wiped whole."""
    with Desk(80, rows=5) as desk:
        with desk.view:
            for number in range(6):
                desk.view.end(failed(f"s{number}"))
            desk.view.begin("ada")
            desk.view.tell("above")
            assert [line.split(":")[0] for line in desk.look()] == [
                "above",
                "─" * 30 + " 6 of 400",
                "0 graded · 6 rejected",
                "running",
            ]

        assert desk.read() == ["above"]


def test_it_follows_the_size_of_the_terminal():
    """Narrower, the rows are wiped that its lines have won as the terminal wrapped them anew."""
    with Desk(80) as desk, desk.view:
        desk.view.tell("above")
        for number in range(9):
            desk.view.begin(f"student{number}")
        text = desk.look()
        assert len(text) == 4

        wrapped = [line[at : at + 30] for line in text for at in range(0, len(line), 30)]
        assert len(wrapped) == 7
        desk.screen.resize(30, 24)
        desk.screen.feed("\r\n".join(wrapped))
        desk.size(30, 24)
        lines = desk.look()

        assert lines[0] == "above"
        assert lines[1].endswith(" 0 of 400")
        assert [line.split(":")[0] for line in lines[2:]] == ["0 graded", "running"]


def test_a_terminal_that_is_gone_stops_nothing():
    """Its window closed, the batch goes on; nothing more is drawn."""
    desk = Desk()
    with desk.view:
        desk.view.begin("ada")
        desk.look()
        os.close(desk.master)
        desk.clock.now += 1
        desk.view.tick()
        desk.view.tell("nobody")
        desk.view.end(graded("ada"))
    with pytest.raises(OSError, match="Input/output"):
        desk.stream.close()


def test_ctrl_c_leaves_a_clean_terminal(tmp_path):
    """What was drawn is gone, with the `^C`; the cursor is there."""
    with Terminal((sys.executable, "-c", WAITING), folder=tmp_path) as terminal:
        terminal.screen = Screen(80, 24)
        terminal.until("running: ada")

        terminal.press("\x03")
        assert terminal.ended() != 0
        lines = terminal.screen.lines()
        assert terminal.is_restored
        assert lines[0] == "before"
        assert lines[1].startswith("Traceback")
        assert not [line for line in lines if "of 9" in line or "^C" in line]


@pytest.mark.parametrize("term, kind", [("xterm-256color", BatchView), ("dumb", BatchLines)])
def test_the_terminal_chooses_the_follower(term, kind, monkeypatch):
    """Lines where it cannot be drawn again, though somebody sits there."""
    monkeypatch.setenv("TERM", term)
    with Desk() as desk:
        assert isinstance(make_follower(desk.stream), kind)


def test_without_a_terminal_there_are_lines():
    """Neither escape sequences nor a screen."""
    stream = io.StringIO()
    with make_follower(stream, every_s=0.0) as follower:
        follower.plan(2, 1)
        follower.end(graded("ada"))

    assert stream.getvalue().splitlines()[-1].startswith("1 of 2 graded, 1 not done, in ")
    assert "\x1b" not in stream.getvalue()
