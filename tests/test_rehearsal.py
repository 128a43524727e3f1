"""Specify how checks are run against scripts in processes of their own."""

import pytest

from grader import rehearsal
from grader.errors import ConfigError
from grader.records import Verdict
from grader.rehearsal import Part, Rehearsal
from tests.assignments import SOLUTION, checks, write_assignment

CHECKS = checks('''
    @probe()
    def test_value(student, rng):
        """T"""
        x = rng.standard_normal()
        expect(student.calc.double(x) == 2 * x, "wrong")

    @probe()
    def test_zero(student):
        """T"""
        expect(student.calc.double(0) == 0, "wrong")
''')
RIGHT, WRONG = {"calc.py": SOLUTION.encode()}, {"calc.py": b"def double(x):\n    return 3 * x\n"}


def test_every_part_is_run(tmp_path):
    """Each with its script, its secret and its checks, on any number of processes."""
    rehearsal = Rehearsal(write_assignment(tmp_path, visible=CHECKS), processes=2)
    parts = [Part("right", RIGHT, b"1"), Part("wrong", WRONG, b"1"), Part("some", WRONG, b"2", ("*/zero",))]
    parts.append(Part("fewer", WRONG, b"2", leave_out=("calc/value",)))

    found = {(one.part.script, one.check_id): one.verdict for one in rehearsal.run(parts)}

    assert found == {
        ("right", "calc/value"): Verdict.PASSED,
        ("right", "calc/zero"): Verdict.PASSED,
        ("wrong", "calc/value"): Verdict.FAILED,
        ("wrong", "calc/zero"): Verdict.PASSED,
        ("some", "calc/zero"): Verdict.PASSED,
        ("fewer", "calc/zero"): Verdict.PASSED,
    }
    assert [check.id for check in rehearsal.plan()] == ["calc/value", "calc/zero"]


def test_a_fault_of_the_assignment_is_told(tmp_path):
    """As it is when a submission is graded."""
    rehearsal = Rehearsal(write_assignment(tmp_path, visible="def ("), processes=1)

    with pytest.raises(ConfigError, match=r"test_calc\.py"):
        list(rehearsal.run([Part("right", RIGHT, b"1")]))


def test_the_process_that_made_the_plan_runs_parts(tmp_path, monkeypatch):
    """It has collected the checks; nothing of it is left afterwards, whether it has run a part or not."""
    started = []

    class Counted(rehearsal._Process):
        def __init__(self, assignment):
            super().__init__(assignment)
            started.append(self._process)

    monkeypatch.setattr(rehearsal, "_Process", Counted)
    with Rehearsal(write_assignment(tmp_path, visible=CHECKS), processes=2) as both:
        both.plan()
        found = list(both.run([Part("right", RIGHT, b"1"), Part("wrong", WRONG, b"1")]))
        both.plan()

    assert [one.verdict for one in found].count(Verdict.PASSED) == 3
    assert len(started) == 2
    assert all(process.returncode is not None for process in started)
