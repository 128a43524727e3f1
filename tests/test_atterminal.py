"""Specify how a grading begins and ends at a terminal: what is told, where, and the exit codes."""

from __future__ import annotations

import gc
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from grader import grading
from grader.atterminal import end, end_when_interrupted, graded, leave
from grader.grading import Request
from grader.records import CheckFinished, CheckStarted, Verdict
from tests.gradebooks import check, report

REQUEST = Request(Path("course"), Path("ada"))
EVENTS = [CheckStarted("layers/sum"), CheckFinished("layers/sum", Verdict.PASSED)]


@pytest.fixture
def made():
    """A report of which every check was passed."""
    return report("ada", 100.0, check("sum"))


@pytest.fixture
def grade(monkeypatch, made):
    """Replace the grading by one that tells two events and *notes*; return what it is called with."""
    calls = []

    def replaced(*notes, fault=None):
        def double(request, follow, tell=None, early=None):
            calls.append((request, tell is not None, early))
            for event in EVENTS:
                follow(event, 2)
            for note in notes if tell is not None else ():
                tell(note)
            if fault is not None:
                raise fault
            return made

        monkeypatch.setattr(grading, "grade", double)
        return calls

    return replaced


def test_the_report_comes_back_as_it_was_made(grade, made, capsys):
    """Where there is nothing to note, nothing is written."""
    calls = grade()

    assert graded(REQUEST, quiet=False) is made
    assert calls == [(REQUEST, True, None)]
    assert capsys.readouterr() == ("", "")


def test_notes_come_last_and_on_standard_error(grade, capsys, monkeypatch):
    """One line each, in their order, below the progress; standard output is the report's."""
    grade("the first", "the second")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    graded(REQUEST, quiet=False)

    out, err = capsys.readouterr()
    assert out == ""
    assert "\x1b[2K" in err  # the progress was wiped
    assert err.endswith("note: the first\nnote: the second\n")


def test_notes_cannot_steer_the_terminal(grade, capsys):
    """A file's name is the student's choice: sequences go, what turns writing round is spelt out."""
    grade("left out: \x1b[31ma\u202eb\x07.py")

    graded(REQUEST, quiet=False)

    assert capsys.readouterr().err == "note: left out: a\\u202eb\\x07.py\n"


def test_quiet_leaves_notes_out(grade, capsys):
    """The grading is not even asked for them."""
    calls = grade("not told")

    graded(REQUEST, quiet=True)

    assert calls == [(REQUEST, False, None)]
    assert capsys.readouterr() == ("", "")


def test_others_may_follow(grade):
    """Each event goes on with the number of planned checks, in order."""
    grade()
    seen = []

    graded(REQUEST, quiet=True, also=lambda event, total: seen.append((event, total)))

    assert seen == [(event, 2) for event in EVENTS]


def test_an_examiner_that_has_begun_is_handed_on(grade):
    """It would be started twice otherwise."""
    calls = grade()
    early = object()

    graded(REQUEST, quiet=True, early=early)

    assert calls == [(REQUEST, False, early)]


def test_an_interruption_is_130(grade, capsys):
    """As shells have it; one line says that there is no report, and no note follows."""
    grade("a note", fault=KeyboardInterrupt())

    with pytest.raises(SystemExit) as ended:
        graded(REQUEST, quiet=False)

    assert ended.value.code == 130
    assert capsys.readouterr() == ("", "grader: interrupted; nothing was written\n")


def test_other_faults_are_not_swallowed(grade, capsys):
    """Whoever called knows what to say of them."""
    fault = OSError("disk full")
    grade("a note", fault=fault)

    with pytest.raises(OSError, match="disk full") as caught:
        graded(REQUEST, quiet=False)

    assert caught.value is fault
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("unsatisfied, code", [(False, 0), (True, 1)])
def test_the_exit_code_says_whether_all_is_well(made, capsys, unsatisfied, code):
    """0 or 1, without a word: the report has told why."""
    with pytest.raises(SystemExit) as ended:
        leave(made, unsatisfied)

    assert ended.value.code == code
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("unsatisfied", [False, True])
def test_a_fault_of_the_grader_is_3(made, capsys, unsatisfied):
    """Never 1, which would be the student's."""
    internal = made.model_copy(update={"status": "internal", "score": None})

    with pytest.raises(SystemExit) as ended:
        leave(internal, unsatisfied)

    assert ended.value.code == 3
    assert capsys.readouterr().err == (
        "grader: the grader itself failed at some checks; the score is withheld\n"
    )


def test_the_last_line_comes_after_the_output(monkeypatch):
    """What waits for standard output goes first, so that both read in order in one file."""
    order = []

    class Stream:
        def __init__(self, name):
            self.name = name

        def flush(self):
            order.append((self.name, "flush"))

        def write(self, text):
            order.append((self.name, text))

    monkeypatch.setattr(sys, "stdout", Stream("out"))
    monkeypatch.setattr(sys, "stderr", Stream("err"))

    with pytest.raises(SystemExit) as ended:
        end("no such file", 2)

    assert ended.value.code == 2
    assert order == [("out", "flush"), ("err", "grader: no such file\n")]


LOST = """
import os, signal, weakref
from types import SimpleNamespace
from grader.atterminal import end_when_interrupted

class Lock:
    pass

end_when_interrupted(SimpleNamespace(close=lambda: print("closed", flush=True)))
lock = Lock()
watched = weakref.ref(lock, lambda _: os.kill(os.getpid(), signal.SIGINT))
del lock
print("went on", flush=True)
"""


def test_an_interruption_is_not_lost_while_modules_are_imported():
    """What is raised in a callback is dropped, and the import system has one for each module."""
    done = subprocess.run(
        [sys.executable, "-c", LOST],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )

    assert (done.returncode, done.stdout) == (130, "closed\n")
    assert done.stderr == "grader: interrupted; nothing was written\n"


def test_an_ignored_interruption_stays_ignored(monkeypatch):
    """Whoever runs the command in the background of a script has said so."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    terminate = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        end_when_interrupted(None)

        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        assert callable(signal.getsignal(signal.SIGTERM))
        assert signal.getsignal(signal.SIGTERM) is not signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
        signal.signal(signal.SIGTERM, terminate)


def test_garbage_is_looked_for_again_once_a_grading_is_under_way(grade):
    """The command line has turned that off for its start."""
    grade()
    gc.disable()
    try:
        graded(REQUEST, quiet=True)

        assert gc.isenabled()
    finally:
        gc.enable()
