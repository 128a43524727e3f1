"""Specify what is known of a submission that changes: the latest verdicts, and which of them still hold."""

from __future__ import annotations

import pytest

from grader import config as configuration
from grader.board import Board
from grader.intake import read_submission
from grader.records import (
    CheckFinished,
    CheckStarted,
    Kind,
    Outcome,
    PlannedCheck,
    Spot,
    TrainingProgress,
    Verdict,
    Visibility,
)
from grader.sitting import Known, Told
from tests.assignments import CONFIG, write_assignment, write_submission

TWO_TASKS = CONFIG.replace("    points: 10\n", "    points: 10\n  more:\n    title: More\n    points: 5\n")
TRAINING = TrainingProgress(run=1, runs=3, iteration=5, iterations=10, loss=0.5)


def planned(name, visibility=Visibility.VISIBLE, **more):
    """Return a check of the task before the slash."""
    return PlannedCheck(
        name, name.partition("/")[0], f"T of {name}", Kind.UNIT, visibility, 1.0, "H.", **more
    )


def told(name, verdict=Verdict.PASSED, message="", call="calc.double", **details):
    """Return an outcome as an examiner tells it."""
    return Told(Outcome(name, verdict, float(verdict is Verdict.PASSED), message, details), call)


@pytest.fixture
def board(tmp_path):
    """The verdicts on a right submission, before there are any."""
    assignment = write_assignment(tmp_path / "course", config=TWO_TASKS)
    config = configuration.load(assignment)
    plan = [planned("calc/a"), planned("calc/b"), planned("more/c", uses=("calc",)), planned("more/d")]
    place = assignment / "exercises/checks/test_calc.py"
    folder = write_submission(tmp_path / "ada")
    made = Board(config, plan, {check.id: Spot(place, 7) for check in plan}, "process", folder)
    made.begin(read_submission(folder, config))
    return made


def names(board):
    """Return the ids of what was found, in its order."""
    return [found.part.id for found in board.findings()]


def test_at_first_everything_waits(board):
    """And nothing was found."""
    assert board.waiting == ["calc", "more"]
    assert names(board) == []
    assert board.relies == {"calc": {"calc"}, "more": {"calc"}}


def test_a_verdict_holds_until_its_task_is_touched(board):
    """Then it is still shown, as one that does not hold."""
    for check in board.plan:
        board.take(told(check.id))
    assert board.waiting == []

    board.mark(["more"])

    assert board.waiting == ["more"]
    assert {found.part.id: found.stale for found in board.findings()} == {
        "more/c": True,
        "more/d": True,
        "calc/a": False,
        "calc/b": False,
    }
    board.take(told("more/c"))
    assert [found.part.id for found in board.findings() if found.stale] == ["more/d"]


def test_what_was_edited_comes_first_and_what_was_not_run_last(board):
    """Within a task a failure stands before a check that waits for it."""
    board.mark(["more"])
    board.take(told("calc/a", Verdict.FAILED, "wrong"))
    board.take(told("more/c", Verdict.SKIPPED, "not run", needs="more/d"))
    board.take(told("more/d", Verdict.FAILED, "wrong"))

    assert names(board) == ["more/d", "more/c", "calc/a"]


def test_a_failure_points_at_the_students_line(board):
    """At the check's where there is none; what is passed needs no place."""
    board.take(told("calc/a", Verdict.FAILED, "double: got 3"))
    board.take(told("calc/b"))
    board.take(told("more/c", Verdict.FAILED, "wrong", call=""))

    spots = {found.part.id: found.spot for found in board.findings()}

    assert (spots["calc/a"].path.name, spots["calc/a"].line) == ("calc.py", 6)
    assert spots["calc/b"] is None
    assert (spots["more/c"].path.name, spots["more/c"].line) == ("test_calc.py", 7)


def test_words_are_those_of_a_report(board):
    """What another task's failure may have caused says so, here as there."""
    board.take(told("calc/a", Verdict.FAILED, "wrong"))
    board.take(told("more/c", Verdict.FAILED, "wrong"))

    messages = {found.part.id: found.part.message for found in board.findings()}

    assert messages["calc/a"] == "wrong"
    assert messages["more/c"].startswith("wrong; it uses your work in calc")


def test_a_hidden_check_is_told_as_a_student_may_know_it(board):
    """Neither its message nor what it printed."""
    hidden = Board(board.config, [planned("calc/a", Visibility.HIDDEN)], board._spots, "", board._folder)
    hidden.begin(board._submission)

    hidden.take(told("calc/a", Verdict.FAILED, "expected 0.731"))

    assert "0.731" not in hidden.findings()[0].part.message


def test_a_misconception_belongs_to_one_verdict(board):
    """A check that failed anew does not keep the explanation of its last failure."""
    board.take(told("calc/a", Verdict.FAILED, "wrong"))
    board.take(Known({"calc/a": {"name": "m", "explanation": "You forgot it."}}))
    assert board.findings()[0].part.misconception.explanation == "You forgot it."
    board.conclude({"calc/a": told("calc/a", Verdict.FAILED, "wrong").outcome})
    assert board.findings()[0].part.misconception is not None

    board.take(told("calc/a", Verdict.FAILED, "wrong again"))

    assert board.findings()[0].part.misconception is None


def test_what_runs_is_known_while_it_runs(board):
    """A training's progress as well; at the end nothing does."""
    board.take(CheckStarted("calc/a"))
    board.take(TRAINING)
    assert (board.running, board.training) == ("calc/a", TRAINING)
    board.take(CheckFinished("calc/a", Verdict.PASSED))
    assert board.training is None

    board.conclude({})

    assert board.running is None


def test_a_check_that_nobody_planned_is_nothing(board):
    """Whoever tells it."""
    board.take(told("calc/z"))

    assert names(board) == []
