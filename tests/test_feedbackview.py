"""Findings are grouped by mistake, and the best first step comes first."""

from __future__ import annotations

import pytest

from grader.feedbackview import arranged, points_text, score_text
from tests.feedbackreports import check, report

KNOWN = {"name": "averaged", "explanation": "It is averaged."}


def ids(findings):
    """Return the ids of the checks of each finding."""
    return [[one.check.id for one in finding.checks] for finding in findings]


def test_one_mistake_is_one_finding():
    """Checks that behave like one misconception, or end in one error, are told together."""
    checks = [
        check("loss/a", misconception=KNOWN, visibility="hidden"),
        check("loss/b", "error", message="SyntaxError"),
        check("loss/c", misconception=KNOWN, details={"comparison": {}}),
        check("loss/d", "error", message="SyntaxError"),
        check("loss/e", message="loss.py was not submitted"),
        check("loss/f", message="loss.py was not submitted"),
    ]

    (task,) = arranged(report(checks), {}).tasks

    assert ids(task.findings) == [["loss/c", "loss/a"], ["loss/b", "loss/d"], ["loss/e", "loss/f"]]
    assert [finding.lost for finding in task.findings] == [2.0, 2.0, 2.0]


def test_equal_differences_are_findings_of_their_own():
    """Two wrong answers that are told in the same words may have two causes."""
    checks = [check("loss/a", message="a difference"), check("loss/b", message="a difference")]

    (task,) = arranged(report(checks), {}).tasks

    assert ids(task.findings) == [["loss/a"], ["loss/b"]]


def test_every_check_is_in_exactly_one_place():
    """Findings, what is not written, not run, passed and our own faults share the checks out."""
    verdicts = ["passed", "failed", "error", "timeout", "memory", "crashed", "blocked", "skipped", "internal"]
    checks = [check(f"loss/{verdict}", verdict) for verdict in verdicts]
    checks.append(check("loss/todo", message="not implemented yet: Loss.forward (loss.py, line 4)"))

    (task,) = arranged(report(checks), {"loss": "The losses"}).tasks

    assert task.title == "The losses"
    assert [one.check.id for one in task.waiting] == ["loss/todo"]
    assert task.waiting[0].missing_part == "Loss.forward"
    assert [one.check.id for one in task.skipped] == ["loss/skipped"]
    assert [one.check.id for one in task.passed] == ["loss/passed"]
    assert [one.check.id for one in task.faults] == ["loss/internal"]
    assert ids(task.findings) == [[f"loss/{verdict}"] for verdict in verdicts[1:7]]


def test_the_first_step_is_visible_cheap_and_rests_on_nothing_that_fails():
    """Visible before hidden, written before unwritten; what uses failing tasks, and the training, last."""
    view = arranged(
        report(
            [check("mnist/accuracy", kind="accuracy"), check("mnist/steps", details={"uses": ["loss"]})],
            [check("layers/todo", message="not implemented yet: A"), check("layers/h", visibility="hidden")],
            [check("loss/seen")],
        ),
        {},
    )

    assert ids(view.next) == [["loss/seen"], ["layers/todo"], ["layers/h"], ["mnist/accuracy"]]
    assert view.further == 1


def test_nothing_wrong_has_no_next_step():
    """A pass, a skip and a fault of ours ask for nothing."""
    checks = [check("loss/a", "passed"), check("loss/b", "internal")]

    assert arranged(report(checks), {}).next == ()


def test_hidden_checks_without_a_known_mistake_are_brief():
    """A line and a hint tell them whole; others have a place of their own."""
    checks = [
        check("loss/a", visibility="hidden"),
        check("loss/b", visibility="hidden", misconception=KNOWN),
        check("loss/c"),
    ]

    (task,) = arranged(report(checks), {}).tasks

    assert ids(task.brief) == [["loss/a"]]
    assert ids(task.told) == [["loss/b"], ["loss/c"]]


@pytest.mark.parametrize(
    "points, text",
    [(0.0, "0"), (100.0, "100"), (99.999, "99.99"), (11.8033, "11.80"), (0.001, "0"), (2.675, "2.67")],
)
def test_points_are_cut_and_not_rounded_up(points, text):
    """What is almost all is not shown as all."""
    assert points_text(points) == text


def test_a_score_that_is_not_there_is_no_zero():
    """Nothing is said to be earned where it is not known."""
    assert score_text(None, 3.0) == "no score"
    assert score_text(1.5, 3.0) == "1.50 of 3"
