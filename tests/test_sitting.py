"""Specify an examiner that is ready before there is anything to examine, for real."""

from __future__ import annotations

import tempfile

import psutil
import pytest

from grader import config as configuration
from grader.confinement import Terms
from grader.errors import ConfigError
from grader.intake import read_submission
from grader.records import CheckFinished, CheckStarted, Spot, Verdict
from grader.sitting import Sitting, Told
from tests.assignments import CONFIG, checks, write_assignment, write_submission

TWO_TASKS = CONFIG.replace("    points: 10\n", "    points: 10\n  more:\n    title: More\n    points: 5\n")
CHECKS = checks('''
    @probe()
    def test_double(student):
        """Double doubles"""
        expect(student.calc.double(2.0) == 4.0, "wrong")

    @probe()
    def test_count(student):
        """Counter counts"""
        expect(student.calc.Counter(3).up() == 4, "wrong")

    @probe(task="more", needs=["calc/double"])
    def test_further(student):
        """It goes on"""
        expect(student.calc.double(3.0) == 7.0, "not seven")
''')


@pytest.fixture
def sit(tmp_path, monkeypatch):
    """Start examiners and close them at the end; what they leave behind is a fault."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    before = psutil.Process().children(recursive=True)
    started = []

    def sits(visible=CHECKS):
        assignment = write_assignment(tmp_path / "course", visible=visible, config=TWO_TASKS)
        started.append(Sitting(assignment, Terms()))
        return started[-1], assignment

    yield sits
    for sitting in started:
        sitting.close()
    assert psutil.Process().children(recursive=True) == before
    assert not list((tmp_path / "tmp").iterdir())


def until(sitting, reached):
    """Hear it until *reached*; return what it has said."""
    said = []
    while not reached():
        said += sitting.hear()
    return said


def test_verdicts_come_as_they_are_made(sit, tmp_path):
    """Of the tasks that were asked for, with all that they need; then the whole, as a grading has it."""
    sitting, assignment = sit()
    until(sitting, lambda: sitting.is_ready)
    submission = read_submission(write_submission(tmp_path / "ada"), configuration.load(assignment))

    assert sitting.spots["calc/count"] == Spot(assignment / "exercises/checks/test_calc.py", 15)
    sitting.give(submission, ["more"], b"secret")
    said = until(sitting, lambda: sitting.ended)

    kinds = [type(one) for one in said]
    assert kinds == [CheckStarted, CheckFinished, Told] * 2
    assert [(one.outcome.id, one.outcome.verdict, one.call) for one in said if isinstance(one, Told)] == [
        ("calc/double", Verdict.PASSED, "calc.double"),
        ("more/further", Verdict.FAILED, "calc.double"),
    ]
    assert {key: one.message for key, one in sitting.outcomes().items()} == {"more/further": "not seven"}
    assert sitting.fault() is None


def test_a_killed_examiner_has_no_verdicts(sit, tmp_path):
    """What it was asked for is the grader's own fault, nobody else's."""
    sitting, assignment = sit()
    until(sitting, lambda: sitting.is_ready)
    submission = read_submission(write_submission(tmp_path / "ada"), configuration.load(assignment))
    sitting.give(submission, ["calc"], b"secret")
    sitting._hearing._process.kill()
    until(sitting, lambda: sitting.ended)

    outcomes = sitting.outcomes()

    assert {one.verdict for one in outcomes.values()} == {Verdict.INTERNAL}
    assert outcomes.keys() == {"calc/double", "calc/count"}


def test_a_fault_of_the_assignment_is_told(sit):
    """There will be no plan then."""
    sitting, _ = sit(checks("@probe(task='wrong')\ndef test_a(student):\n    '''T'''\n"))
    until(sitting, lambda: sitting.ended)

    fault = sitting.fault()

    assert isinstance(fault, ConfigError)
    assert "unknown task 'wrong'" in str(fault)
    assert not sitting.is_ready


def test_one_that_waits_is_dismissed_at_once(sit):
    """Without waiting for it; silence is no fault of one that waits."""
    sitting, _ = sit()
    until(sitting, lambda: sitting.is_ready)
    sitting._patience_s = 0.0
    assert not sitting.is_silent
    sitting.dismiss()
    until(sitting, lambda: sitting.ended)
    psutil.wait_procs([psutil.Process(sitting._hearing._process.pid)], timeout=5)

    assert sitting.is_gone
    assert sitting.is_silent
