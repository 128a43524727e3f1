"""Specify the one line that tells how far the checks are; `test_terminal.py` has what surrounds it."""

from __future__ import annotations

import io

import pytest

from grader.progressview import ProgressView
from grader.records import CheckFinished, CheckStarted, Planned, TrainingProgress, Verdict
from tests.streams import Terminal

pytestmark = pytest.mark.usefixtures("eighty_columns")

WIPED = "\x1b[2K"
HIDDEN, SHOWN = "\x1b[?25l", "\x1b[?25h"


@pytest.fixture
def _no_clock(monkeypatch):
    """Let the line be drawn only where somebody asks for it."""
    monkeypatch.setattr("rich.live._RefreshThread.run", lambda thread: None)


def after(*events, total=4, plain=True):
    """Return the line as it reads after *events*, told to nobody."""
    view = ProgressView(io.StringIO(), plain=plain)
    for event in events:
        view(event, total)
    return view.line().plain


def finished(count):
    """Return the ends of *count* checks."""
    return [CheckFinished(f"layers/check{number}", Verdict.PASSED) for number in range(count)]


def test_nothing_is_drawn_before_there_is_something_to_tell():
    """A grading that is turned down leaves the terminal as it was."""
    stream = Terminal()

    with ProgressView(stream):
        pass

    assert stream.getvalue() == ""


@pytest.mark.usefixtures("_no_clock")
def test_the_line_begins_with_the_first_event():
    """A plan is one, too; the cursor is hidden as long as the line is there."""
    stream = Terminal()

    with ProgressView(stream) as view:
        view(Planned(()), 4)

        assert stream.getvalue() == HIDDEN
    assert " 0 of 4 " in stream.getvalue()
    assert SHOWN in stream.getvalue()


@pytest.mark.usefixtures("_no_clock")
def test_the_first_verdict_waits_for_no_clock():
    """It is drawn at once; later ones come with the next tick."""
    stream = Terminal()

    with ProgressView(stream) as view:
        view(CheckStarted("layers/a"), 4)
        first, second = finished(2)
        view(first, 4)
        view(second, 4)

        assert " 1 of 4 " in stream.getvalue()
        assert " 2 of 4 " not in stream.getvalue()


def test_the_line_is_wiped_where_the_grading_breaks_off():
    """What is said of the fault starts on an empty line, and nothing is drawn after it."""
    stream = Terminal()

    def breaks_off():
        with ProgressView(stream) as view:
            view(CheckStarted("layers/a"), 4)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breaks_off()

    assert stream.getvalue().endswith(WIPED)


def test_a_file_gets_nothing():
    """Not even the signs that hide the cursor."""
    stream = io.StringIO()

    with ProgressView(stream) as view:
        view(CheckStarted("layers/a"), 4)
        view(*finished(1), 4)

    assert stream.getvalue() == ""


def test_every_check_that_ends_counts():
    """Whatever its verdict; a start and a plan count nothing."""
    events = [
        Planned(()),
        CheckStarted("layers/a"),
        CheckFinished("layers/a", Verdict.FAILED),
        CheckStarted("loss/a"),
        CheckFinished("loss/a", Verdict.TIMEOUT),
    ]

    assert after(*events[:2]).endswith(" 0 of 4  layers")
    assert after(*events).endswith(" 2 of 4  loss")


def test_before_the_plan_nobody_knows_how_many():
    """A question mark in place of a number, and an empty bar."""
    line = after(total=0)

    assert line.split() == [line.split()[0], "0", "of", "?"]
    assert len(set(line.split()[0])) == 1


def test_the_bar_fills():
    """By the share of checks that have ended; never beyond full."""
    bars = [after(*finished(count)).split()[0] for count in (0, 2, 4, 5)]
    empty, half, full, beyond = bars

    assert half == full[:10] + empty[10:]
    assert full != empty
    assert beyond == full
    assert {len(bar) for bar in bars} == {20}


def test_training_is_told_until_the_next_check():
    """The end of the check that trains ends it, as does the start of another."""
    training = TrainingProgress(2, 3, 400, 1250, 0.00031234)
    told = "run 2 of 3 - 400/1250 - loss 0.000312"

    assert after(CheckStarted("mnist/accuracy"), training).endswith(f" mnist - {told}")
    assert after(training, *finished(1)).endswith(" 1 of 4  ")
    assert after(training, CheckStarted("layers/a")).endswith(" 0 of 4  layers")


def test_plain_is_ascii():
    """For a terminal or a reader that has no other signs."""
    events = [CheckStarted("layers/a"), *finished(2), TrainingProgress(1, 1, 2, 3, 0.5)]

    assert after(*events).isascii()


@pytest.mark.parametrize("columns", [20, 40, 80, 100])
@pytest.mark.parametrize("plain", [False, True])
def test_the_line_never_wraps(monkeypatch, columns, plain):
    """A wrapped line could not be wiped; the last column stays free."""
    monkeypatch.setenv("COLUMNS", str(columns))
    view = ProgressView(Terminal(), plain=plain)
    view._note(CheckStarted("a_task_with_a_very_long_name_" * 4 + "/x"))

    assert view.line().cell_len == columns - 1
    assert view.line().plain.isascii() == plain


def test_a_name_cannot_steer_the_terminal():
    """Tasks are named by a file that may be anybody's."""
    assert "\x1b" not in after(CheckStarted("la\x1b[2Jyers/a"))
