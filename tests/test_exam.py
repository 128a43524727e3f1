"""Specify the order of checks that need each other, and what a student is told."""

from types import SimpleNamespace

import pytest

from grader.errand import Errand
from grader.errors import ConfigError
from grader.exam import Exam
from grader.records import Audience, Verdict
from grader.render import render
from grader.turns import Turns
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


def test_practice_that_fails_costs_nothing(tmp_path):
    """Whatever goes wrong there, the submissions behind it are examined; only their code is colder."""
    exam = object.__new__(Exam)

    def open_lane(files, terms):
        raise OSError(f"no lane for {len(files)} file within {terms}")

    vars(exam).update(_open_lane=open_lane, _terms=None, _items=[], _room=None)
    vars(exam).update(assignment=tmp_path, config=None, _turns=Turns(exam, print, tells=False, waits=False))

    errand = Errand(files={}, missing=(), checks=("t/a",), secret=b"c2VjcmV0")
    exam._practise(errand)
    exam._recite(errand)

    assert (exam.secret, exam._turns.transcripts) == (b"secret", {})


@pytest.mark.parametrize("secret, kept", [(b"b25l", {"t/a": "told"}), (b"dHdv", {})], ids=["same", "other"])
def test_the_reference_has_answered_with_one_secret(secret, kept):
    """With another one the checks ask something else: what it has answered is no longer looked at."""
    exam, turns = object.__new__(Exam), SimpleNamespace(transcripts={"t/a": "told"})
    lane, job = SimpleNamespace(take=lambda files: None), SimpleNamespace(serves=False)
    exam.secret = b"one"
    vars(exam).update(_telling=SimpleNamespace(), _job=job, _lane=lane, _items=[], _turns=turns)

    exam._take(Errand(files={}, missing=(), checks=("t/a",), secret=secret))

    assert turns.transcripts == kept
