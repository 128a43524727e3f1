"""Specify what is taken down of a worker that a check had."""

import psutil
import pytest

from grader.bench import Record
from grader.confinement import Level, Terms
from grader.counts import Counts
from grader.courselayout import Conventions, Layout
from grader.faults import Killed
from grader.host import Host
from grader.lane import Lane
from grader.practice import _PLANNED
from grader.records import Limits, Verdict

PLENTY = Limits(60, 60, 60, 2**30, 10_000)
SOURCE = b"""
def double(x):
    print("twice", x)
    return 2 * x
"""


@pytest.fixture
def host():
    """A submission of one file, at the weakest level."""
    layout = Layout({"calc": "calc.py"}, {}, Conventions())
    with Lane({"calc.py": SOURCE}, Terms(Level.PROCESS, Level.PROCESS)) as lane:
        yield Host(lane, layout.files, (), layout, Counts())


def test_what_was_printed_is_in_the_record(host):
    """Each check has a worker of its own, which is counted and gone afterwards."""
    before, record = psutil.Process().children(recursive=True), Record(_PLANNED)

    with host.student(PLENTY, 1, record) as student:
        assert student.calc.double(4) == 8

    assert (record.output, record.killed) == ("twice 4\n", False)
    assert host.counts.forks == 1
    assert psutil.Process().children(recursive=True) == before


def test_a_template_that_was_killed_costs_a_check_its_pass(host):
    """All calls were answered, and yet nobody is left to tell how the worker ended."""
    record = Record(_PLANNED)
    record.verdict = Verdict.PASSED

    def ask_and_lose_the_template():
        with host.student(PLENTY, 1, record) as student:
            student.calc.double(4)
            host.lane._template.house.process.kill()

    with pytest.raises(Killed):
        ask_and_lose_the_template()
    assert record.killed
