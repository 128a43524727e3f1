"""Specify watching at a terminal: a real one, with keys, sizes, signals and every way to save and to end."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios

import psutil
import pytest

from grader import cli
from grader.keys import Keys
from grader.watchloop import Loop
from grader.watchscreen import Screen
from tests.assignments import SOLUTION, checks, write_assignment, write_submission
from tests.emulation import GRADER, Terminal

CHECKS = checks('''
    @probe()
    def test_double(student):
        """Double doubles"""
        assert_close(student.calc.double(3.0), 6.0, name="double")

    @probe()
    def test_half(student):
        """Double does not halve"""
        assert_close(student.calc.double(2.0), 4.0, name="double")
''')
WRONG = SOLUTION.replace("2 * x", "x")
WATCH = (*GRADER, "check", "--watch")

pytestmark = [pytest.mark.usefixtures("usual_terminal"), pytest.mark.long]


@pytest.fixture
def course(tmp_path):
    """An assignment, and a submission that is wrong."""
    write_assignment(tmp_path / "course", visible=CHECKS)
    write_submission(tmp_path / "ada", WRONG)
    return tmp_path


def watching(course, **options):
    """Return a terminal in the submission's folder at which it is watched."""
    command = (*WATCH, "-a", course / "course", ".")
    return Terminal(command, folder=course / "ada", **options)


def replace(folder, text):
    """Save as vim does: a probe, a backup, another file in the place of the old one."""
    (folder / "4913").touch()
    (folder / "4913").unlink()
    (folder / "calc.py").rename(folder / "calc.py~")
    (folder / "calc.py").write_text(text)
    (folder / "calc.py~").unlink()


def settled(screen):
    """Tell whether a run is over."""
    return "waiting for the next save" in screen.text()


def test_an_edit_is_judged_as_it_is_saved(course):
    """The first failure whole, the other in a line; mended and saved, both pass; broken, the line is told."""
    with watching(course) as terminal:
        lines = terminal.until(settled).splitlines()
        assert lines[3:5] == ["✗ Double doubles", "  calc.py:6"]
        assert lines[5:7] == ["  double: expected 6.0, got 3.0 (2 times too small)", "  → A hint."]
        assert "✗ Double does not halve" in terminal.screen.text()
        assert terminal.screen.alternate

        replace(course / "ada", SOLUTION)
        terminal.until("Every check is passed.")
        (course / "ada/calc.py").write_text("def double(x:\n    return 2 * x\n")
        terminal.until("calc.py:1")
        assert "does not compile" in terminal.screen.text()
        replace(course / "ada", WRONG)
        terminal.until(lambda screen: settled(screen) and "0 of 2" in screen.text())
        (course / "ada/calc.py").rename(course / "ada/other.py")
        terminal.until("none of calc.py in it")

        terminal.press("q")
        assert terminal.ended() == 0
        assert terminal.is_restored
        assert (course / "ada/calc.py").as_uri() + "#6" in terminal.screen.links


def test_keys_and_sizes(course):
    """Next, hint, all and re-run do what they say; bar and keys stay in view at any size."""
    with (course / "ada" / "calc.py").open("a") as source:
        source.write("import time\ntime.sleep(0.2)\n")  # a quicker run is over before it is drawn
    with watching(course, columns=40, rows=10) as terminal:
        terminal.until("all checked")
        assert "A hint." in terminal.screen.text()
        assert "q quit" in terminal.screen.lines()[-1]
        terminal.press("n")
        terminal.until(lambda screen: screen.lines()[2] == "✗ Double does not halve")
        terminal.press("h")
        terminal.until(lambda screen: "A hint." not in screen.text())
        terminal.press("a")
        terminal.until(lambda screen: screen.lines()[3] == "✗ Double does not halve  calc.py:6")
        terminal.resize(100, 30)
        terminal.until(lambda screen: "q quit" in screen.lines()[-1] and "0 of 2 passed" in screen.lines()[0])
        terminal.resize(30, 5)
        terminal.until(lambda screen: screen.lines()[-1] == "h n a r q")
        terminal.press("\x1b[A")
        terminal.press("r")
        terminal.until("all checks: checking")

        terminal.press("\x03")
        assert terminal.ended() == 0
        assert terminal.is_restored


def test_a_stopped_watcher_gives_the_terminal_back_and_goes_on(course):
    """Ctrl-Z leaves the shell its screen and its keyboard; continued, the watcher is as it was."""
    shell = 'set -m; "$@"; echo stopped; read line; fg; echo over'
    command = ("/bin/bash", "-c", shell, "bash", *WATCH, "-a", course / "course", ".")
    with Terminal(command, folder=course / "ada") as terminal:
        terminal.until(settled)
        terminal.press("\x1a")
        terminal.until(lambda screen: "stopped" in screen.text() and not screen.alternate)
        assert termios.tcgetattr(terminal.slave)[3] & termios.ECHO
        (course / "ada/calc.py").write_text(SOLUTION)
        terminal.press("\n")
        terminal.until("Every check is passed.")

        terminal.press("q")
        terminal.until("over")
        assert terminal.ended() == 0
        assert terminal.is_restored


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_outlives_the_watcher(course, number):
    """However it ends: neither the examiner that waits, nor a worker's template."""
    with watching(course) as terminal:
        terminal.until(settled)
        family = psutil.Process(terminal.process.pid).children(recursive=True)
        assert family

        terminal.signal(number)
        terminal.ended()

        _, alive = psutil.wait_procs(family, timeout=10)
        assert [one for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []
        assert number == signal.SIGKILL or terminal.is_restored


def test_lines_are_printed_into_a_pipe(course):
    """No keys, no sequences, and no end before somebody ends it."""
    command = [*WATCH, "-a", str(course / "course"), str(course / "ada")]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        lines = [process.stdout.readline()]
        while "waiting" not in lines[-1]:
            lines.append(process.stdout.readline())
        (course / "ada/calc.py").write_text(SOLUTION)
        while "2 of 2" not in lines[-1]:
            lines.append(process.stdout.readline())
        process.terminate()
        process.stdout.read()

    assert process.returncode == 0
    assert (
        f"{course}/ada/calc.py:6: failed: Double doubles: double: expected 6.0, got 3.0 (2 times too small)\n"
        in lines
    )
    assert "0 of 2 checks passed\n" in lines
    assert "\x1b" not in "".join(lines)


def test_a_fault_of_our_own_leaves_the_terminal_as_it_was():
    """Keyboard, screen and cursor."""

    class Faulty:
        def prepare(self):
            raise RuntimeError("a fault")

        def close(self): ...

    master, slave = pty.openpty()
    with os.fdopen(slave, "w") as stream:
        before = termios.tcgetattr(stream)
        handler = signal.getsignal(signal.SIGWINCH)

        with pytest.raises(RuntimeError, match="a fault"):
            Loop(Faulty(), Screen(stream), Keys(stream)).run()

        assert termios.tcgetattr(stream) == before
        assert signal.getsignal(signal.SIGWINCH) is handler
        stream.flush()
        written = ""
        while "\x1b[?1049l" not in written and select.select([master], [], [], 5.0)[0]:
            written += os.read(master, 1 << 16).decode()
    os.close(master)
    assert written.index("\x1b[?1049h") < written.index("\x1b[?1049l")
    assert written.index("\x1b[?25l") < written.rindex("\x1b[?25h")


def test_watching_as_json_is_refused(course, monkeypatch, capsys):
    """A report is whole, and watching never ends."""
    for option in (["--json"], ["--format", "json"]):
        monkeypatch.setattr(
            sys, "argv", ["grader", "check", "--watch", *option, "-a", str(course / "course")]
        )
        with pytest.raises(SystemExit) as ended:
            cli.main()

        assert ended.value.code == 2
        assert "--watch shows checks to people" in capsys.readouterr().err
