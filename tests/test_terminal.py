"""Specify what a student sees of a report and of a grading under way."""

from __future__ import annotations

import io
import math

import pytest
from rich.console import Console

from grader.progressview import ProgressView
from grader.records import CheckFinished, CheckStarted, Kind, TrainingProgress, Verdict, Visibility
from grader.schema import (
    AccuracyPart,
    AssignmentPart,
    CheckPart,
    EnvironmentPart,
    Misconception,
    Report,
    RunPart,
    SubmissionPart,
    TaskPart,
)
from grader.terminal import show_report
from tests.streams import Terminal

pytestmark = pytest.mark.usefixtures("eighty_columns")


def check(name="layers/a", verdict=Verdict.PASSED, message="", **changed):
    """Return a check worth one point, earned only by a pass."""
    values = {
        "id": name,
        "title": f"Title of {name}",
        "kind": Kind.UNIT,
        "visibility": Visibility.VISIBLE,
        "verdict": verdict,
        "score": 1.0 if verdict == "passed" else None if verdict == "internal" else 0.0,
        "max_score": 1.0,
        "message": message,
        "hint": "Try this.",
    }
    return CheckPart.model_validate(values | changed)


def report(*checks, accuracy=None):
    """Return the report on *checks*, grouped by task."""
    tasks = []
    for name in dict.fromkeys(c.id.split("/")[0] for c in checks):
        own = [c for c in checks if c.id.split("/")[0] == name]
        score = None if any(c.score is None for c in own) else math.fsum(c.score for c in own)
        tasks.append(TaskPart(name=name, score=score, max_score=len(own), checks=own))
    internal = any(task.score is None for task in tasks)
    return Report(
        assignment=AssignmentPart(name="course", digest="d"),
        submission=SubmissionPart(id="alice", digest="f", files=["layers.py"]),
        status="internal" if internal else "graded",
        score=None if internal else math.fsum(task.score for task in tasks),
        max_score=len(checks),
        tasks=tasks,
        accuracy=accuracy,
        seed_id="abc",
        timing={},
        environment=EnvironmentPart(grader="", python="", numpy="", blas="", platform="", isolation=""),
    )


def shown(whole, width=80, fancy=False, **options):
    """Return the text that a student sees of *whole*."""
    console = Console(
        file=io.StringIO(),
        record=True,
        width=width,
        force_terminal=fancy,
        no_color=not fancy,
        color_system="truecolor" if fancy else None,
    )
    show_report(whole, console, **options)
    return console.export_text(styles=False)


def accuracy(loss, mean=0.956, runs=3):
    """Return an accuracy block of equal runs."""
    run = RunPart(seed=1, accuracy=mean, loss=loss, iterations=len(loss))
    return AccuracyPart(
        dataset="embedded", threshold=0.94, floor=0.8, runs=[run] * runs, mean=mean, std=0.0012
    )


def test_a_whole_score_is_one_line_a_task():
    """Passed checks are folded into a count; the sum stands last."""
    text = shown(report(check("layers/a"), check("layers/b"), check("loss/a")))

    assert text.splitlines() == [
        "layers  ####################        2 of 2   2 of 2 checks passed",
        "loss    ####################        1 of 1   1 of 1 check passed",
        "",
        "3 of 3 points: all 3 checks passed.",
    ]


def test_a_failing_check_tells_title_points_message_and_hint():
    """What a student needs to act stands together."""
    wrong = check("layers/b", "failed", "12 of 12 entries differ\nworst at [0, 2]", output="shape (3, 4)\n")

    lines = shown(report(check(), wrong)).splitlines()

    assert lines[1:6] == [
        f"  x {'Title of layers/b'.ljust(74)}-1",
        "    12 of 12 entries differ",
        "    worst at [0, 2]",
        "    | shape (3, 4)",
        "    -> Try this.",
    ]


def test_what_each_check_prints_again_is_shown_once():
    """A print at the top of a file comes in every check; what one check alone prints stays with it."""
    wrong = [check(f"layers/{name}", "failed", name, output="hello\n") for name in "ab"]
    other = check("layers/c", "failed", "c", output="shape (3, 4)\n")

    text, whole = (shown(report(*wrong, other), verbose=verbose) for verbose in (False, True))

    assert (text.count("| hello"), text.count("| shape (3, 4)"), whole.count("| hello")) == (1, 1, 2)


def test_a_check_that_was_not_run_gives_no_hint():
    """It would be about a mistake that nobody has seen."""
    text = shown(report(check("layers/a", "skipped", "not run because another one has failed")))

    assert "not run because another one has failed" in text
    assert "Try this." not in text


def test_the_sum_names_what_to_do_next():
    """The last line holds points, counts and the first check that failed."""
    text = shown(report(check(), check("loss/a", "failed", "x"), check("loss/b", "failed", "y")))

    assert text.splitlines()[-1] == '1 of 3 points: 1 of 3 checks passed. Next: loss - "Title of loss/a"'


def test_a_recognised_mistake_is_told():
    """It is the heading of all checks that show it; one with a pattern comes in full, and no hint."""
    known = Misconception(name="transposed", explanation="the gradient is transposed.")

    alike = [
        check(f"layers/{name}", verdict="failed", message=message, details=details, misconception=known)
        for name, message, details in (
            ("a", "see the hint, at length", {}),
            ("b", "3 of 4", {"pattern": "transposed"}),
        )
    ]

    text = shown(report(*alike))

    assert "  ~ the gradient is transposed. (2 checks)" in text
    assert "    Title of layers/b: 3 of 4\n    Title of layers/a\n" in text
    assert "Try this" not in text


def test_titles_of_tasks_come_from_the_configuration():
    """A heading replaces the task's name where it is given."""
    assert shown(report(check()), titles={"layers": "Layers of the network"}).startswith(
        "Layers of the network"
    )


def test_verbose_lists_what_passed_and_whole_messages():
    """Nothing is folded or cut."""
    wrong = check("layers/b", "failed", "\n".join(f"line {i}" for i in range(30)), output="p\n" * 30)

    short, long = (shown(report(check(), wrong), verbose=verbose) for verbose in (False, True))

    assert ("line 29" in short, "line 29" in long) == (False, True)
    assert ("+ Title of layers/a" in short, "+ Title of layers/a" in long) == (False, True)
    assert (short.count("| p"), long.count("| p")) == (4, 30)


def test_what_is_not_written_yet_is_one_finding():
    """A skeleton does not fill the screen: each part is named once, whatever number of checks wait for it."""
    messages = ["layers.ReLU.forward", "layers.ReLU.forward (layers.py, line 12)", "layers.TanH"]
    waiting = [
        check(f"layers/{i}", "failed", f"not implemented yet: {text}") for i, text in enumerate(messages)
    ]

    lines = shown(report(*waiting)).splitlines()

    assert lines[1] == f"  o {'not implemented yet (3 checks)'.ljust(74)}-3"
    assert lines[2] == "    layers.ReLU.forward; layers.TanH"


def test_one_error_behind_many_checks_is_one_finding():
    """A syntax error costs all checks of its file and is told once."""
    message = "layers raised SyntaxError: invalid syntax\n  layers.py, line 3"
    broken = [check(f"layers/{i}", "error", message) for i in range(5)]

    text, few = shown(report(*broken)), shown(report(*broken[:2]))

    assert text.count("SyntaxError") == 1
    assert "  x layers raised SyntaxError: invalid syntax [error] (5 checks)" in text
    assert "Title of layers/1" not in text
    assert "    Title of layers/0; Title of layers/1\n" in few


def test_different_failures_with_one_message_stay_apart():
    """Hidden checks say the same sentence; their titles and hints differ."""
    text = shown(
        report(check("layers/a", "failed", "see the hint"), check("layers/b", "failed", "see the hint"))
    )

    assert text.count("see the hint") == 2


@pytest.mark.parametrize("verdict", ["error", "timeout", "memory", "crashed", "blocked", "skipped"])
def test_another_end_than_a_difference_is_named(verdict):
    """The verdict stands behind the title."""
    assert f"Title of layers/a [{verdict}]" in shown(report(check(verdict=verdict, message="x")))


def test_our_own_faults_come_first_and_are_clearly_ours():
    """No score is told, the check is named, and the student is not blamed."""
    text = shown(report(check(), check("loss/a", "internal", "the worker could not start")))

    lines = text.splitlines()

    assert lines[0] == "! The grader itself failed at 1 check: our fault, not yours, and no point is"
    assert "  loss/a: the worker could not start" in lines
    assert "no score" in text
    assert lines[-1] == "No score, because the grader itself failed: 1 of 2 checks passed."


def test_the_training_is_told_with_its_curve():
    """Mean, deviation, threshold, and for each run its loss from beginning to end."""
    loss = [2.3 * 0.99**i for i in range(400)]

    text = shown(report(check("mnist/accuracy", kind="accuracy"), accuracy=accuracy(loss)))

    assert "  accuracy 95.60 +- 0.12 % in 3 runs on embedded (full points from 94 %)" in text
    assert text.count("  seed 1  95.60 %  loss @") == 3
    assert "2.3 -> 0.0417" in text


def test_what_was_taken_for_what_is_told_and_many_runs_are_not_all():
    """The commonest mistakes in words; of ten runs five, and how many more there are."""
    block = accuracy([2.0, 1.0], runs=10).model_copy(update={"confusion": [[8, 2], [0, 9]]})

    text = shown(report(check("mnist/accuracy", kind="accuracy"), accuracy=block))

    assert text.count("seed 1") == 5
    assert "  and 5 more runs\n" in text
    assert "  most often taken: 0 for 1 (2 times)\n" in text


def test_small_arrays_are_shown_side_by_side_when_asked_for_everything():
    """What was expected beside what came, the wrong in brackets; in short the message is enough."""
    picture = {"name": "y", "shape": [2], "expected": [1.0, 2.0], "got": [1.0, 2.5]}
    wrong = check(verdict="failed", message="1 of 2 entries differ", details={"comparison": picture})

    brief, whole = shown(report(wrong)), shown(report(wrong), verbose=True)

    assert "    1  2        1   [2.5]\n" in whole
    assert "[2.5]" not in brief


@pytest.mark.parametrize("loss", [[], [None, None], [None, 2.0], [1.0], [1.0] * 3, [2.0, None, None, 1.0]])
def test_odd_losses_do_not_break_the_curve(loss):
    """No loss, one loss, equal ones and such as were not finite are shown as far as they go."""
    text = shown(report(check("mnist/accuracy", kind="accuracy"), accuracy=accuracy(loss, runs=1)))

    assert "in 1 run on embedded" in text
    assert ("loss" in text) == any(value is not None for value in loss)


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("fancy", [False, True])
def test_every_line_fits(width, fancy):
    """Long titles, messages and words are wrapped inside 40 and 80 columns alike."""
    long = check("layers/b", "failed", "word " * 100 + "x" * 200, title="A long title " * 9, output="y" * 300)
    trained = check("mnist/accuracy", kind="accuracy")

    text = shown(report(check(), long, trained, accuracy=accuracy([2.0, 1.0] * 200)), width, fancy)

    assert max(map(len, text.splitlines())) <= width
    assert all(line == line.rstrip() for line in text.splitlines())


def test_plain_output_is_ascii():
    """A log of a CI system needs no fonts."""
    everything = [check(f"layers/{v}", v, "x") for v in Verdict]

    text = shown(report(*everything, check("mnist/a", kind="accuracy"), accuracy=accuracy([2.0, 1.0])))

    assert text.isascii()


def test_what_a_student_wrote_is_not_obeyed():
    """Markup, escape sequences and marks of direction in messages, prints and ids are only text."""
    hostile = "[bold]b[/bold] \x1b[2J\u202e\x07::error::"
    wrong = check(verdict="failed", message=hostile, output=hostile, title=hostile)

    text = shown(report(wrong), fancy=True)

    assert text.count("[bold]b[/bold] \\u202e\\x07::error::") == 3
    assert "\x1b" not in text


def test_nearly_all_points_are_not_all():
    """99.999 is shown as 99.99."""
    text = shown(report(check(score=0.99999, verdict="failed", message="x")))

    assert "0.99 of 1 points" in text
    assert "-0.01" in text


def test_progress_shows_one_line_and_wipes_it():
    """Checks done, the task under way, and during training run, iteration and loss."""
    stream = Terminal()

    with ProgressView(stream) as view:
        view(CheckStarted("layers/relu"), 152)
        view(CheckFinished("layers/relu", Verdict.PASSED), 152)
        view(CheckStarted("mnist/accuracy"), 152)
        view(TrainingProgress(2, 3, 400, 1250, 0.31234), 152)
        line = view.line().plain

    assert line.endswith(" 1 of 152  mnist · run 2 of 3 · 400/1250 · loss 0.312")
    assert "\x1b[2K" in stream.getvalue()


def test_the_progress_line_fits_a_narrow_terminal(monkeypatch):
    """A line that wrapped could not be wiped."""
    monkeypatch.setenv("COLUMNS", "40")

    with ProgressView(Terminal()) as view:
        view(CheckStarted("a_task_with_a_long_name/x"), 152)
        view(TrainingProgress(2, 3, 400, 1250, 0.31234), 152)

        assert view.line().cell_len <= 39


@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_no_progress_where_nobody_watches(monkeypatch, term):
    """A log file and a dumb terminal get not a single byte."""
    monkeypatch.setenv("TERM", term)
    stream = Terminal() if term == "dumb" else io.StringIO()

    with ProgressView(stream) as view:
        view(CheckStarted("layers/relu"), 1)
        view(CheckFinished("layers/relu", Verdict.PASSED), 1)

    assert stream.getvalue() == ""


def test_progress_leaves_other_output_alone(capsys):
    """The report on stdout goes where it should while the line is live."""
    stream = Terminal()

    with ProgressView(stream):
        print("report")  # noqa: T201  what is tested

    assert capsys.readouterr().out == "report\n"
    assert "report" not in stream.getvalue()
