"""Specify the order of checks that need each other, and what a student is told."""

import io
import json
import time
from types import SimpleNamespace

import pytest

from grader.errand import Errand
from grader.errors import ConfigError
from grader.exam import Exam
from grader.records import Audience, CheckStarted, Verdict
from grader.render import render
from tests.assignments import by_name, grade, write_assignment, write_submission

CHECKS = '''
from grader import check, expect

@check(task="calc", points=1, hint="H.", needs=["calc/{need}"])
def test_later(student):
    """Twice is right"""
    expect(student.calc.double(2) == 4, "wrong")

@check(task="calc", points=1, hint="H.", uses=["calc"])
def test_first(student):
    """Once is right"""
    expect(student.calc.double(1) == 2, "wrong")
'''


def test_a_check_is_skipped_when_one_that_it_needs_has_failed(tmp_path):
    """That runs first, wherever it stands; the loss is explained, to a student as well."""
    assignment = write_assignment(tmp_path / "assignment", hidden=CHECKS.format(need="first"), visible="")
    wrong, right = ("def double(x):\n    return 3 * x\n", "def double(x):\n    return 2 * x\n")

    report = grade(assignment, write_submission(tmp_path / "ada", wrong))
    student = by_name(render(report, Audience.STUDENT))

    assert [check.id for check in report.tasks[0].checks] == ["calc/first", "calc/later"]
    assert student["later"].verdict is Verdict.SKIPPED
    assert (
        student["later"].message == "not run because 'Once is right' (calc/first) has failed: mend that first"
    )
    assert grade(assignment, write_submission(tmp_path / "bob", right)).score == 10.0


@pytest.mark.parametrize(
    "need, fault",
    [
        ("lost", "calc/later needs calc/lost, which is no check"),
        ("later", "calc/later needs calc/later; none of them could ever run"),
    ],
)
def test_a_need_that_cannot_be_met_is_a_fault(tmp_path, need, fault):
    """Of the assignment; nothing is graded."""
    assignment = write_assignment(tmp_path / "assignment", visible=CHECKS.format(need=need))
    fault = rf"exercises/checks/test_calc\.py: {fault}"

    with pytest.raises(ConfigError, match=fault):
        grade(assignment, write_submission(tmp_path / "ada"))


@pytest.mark.parametrize("followed, told", [(True, ["a", "b", "c"]), (False, ["c"])])
def test_whom_nobody_follows_gives_a_sign_of_life_now_and_then(monkeypatch, followed, told):
    """A judge who heard nothing for long would take it for dead; each event of a batch is for nobody."""
    exam, written, now = object.__new__(Exam), io.StringIO(), [0.5]
    vars(exam).update(_events=written, _untold=[], _told_s=0.0, _token="t", _aside=None)
    vars(exam).update(_followed=followed, _job=SimpleNamespace(serves=True))
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    for check, at_s in (("a", 0.5), ("b", 0.9), ("c", 1.1)):
        now[0] = at_s
        exam.tell(CheckStarted(check))

    assert [json.loads(line)["id"] for line in written.getvalue().splitlines()] == told


def test_practice_that_fails_costs_nothing():
    """Whatever goes wrong there, the submissions behind it are examined; only their code is colder."""
    exam = object.__new__(Exam)

    def open_lane(files, terms):
        raise OSError(f"no lane for {len(files)} file within {terms}")

    vars(exam).update(_open_lane=open_lane, _terms=None, _items=None)

    exam._practise(Errand(files={}, missing=(), checks=("t/a",)))
