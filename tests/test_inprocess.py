"""Specify how a submission runs inside this process: as through a worker, without its wall."""

import sys

import pytest

from grader import faults
from grader.exports import Exported
from grader.inprocess import local_student

SOURCE = b"""
import other

def fail():
    return 1 / 0

def ask(thing):
    try:
        return thing.run()
    except BaseException:
        return "swallowed"

def interrupt():
    raise KeyboardInterrupt

def leave():
    raise SystemExit(0)
"""
FILES = {"calc.py": SOURCE, "other.py": b"x = 1\n"}
MODULES = {"calc": "calc.py", "other": "other.py"}


class Double:
    def __init__(self, error):
        self.error = error

    def run(self):
        raise self.error


@pytest.fixture
def student():
    """A submission of two files."""
    with local_student(FILES, MODULES, (), "/home/ada/") as opened:
        yield opened


def test_own_modules_import_each_other_and_are_forgotten():
    """The submission's modules are importable inside the block and gone after it."""
    with local_student(FILES, MODULES, ()) as student:
        assert student.other.x == 1
        assert "other" in sys.modules

    assert not {"calc", "other"} & set(sys.modules)


def test_two_submissions_do_not_meet():
    """The next block imports its own files, though they have the same names."""
    with local_student(FILES, MODULES, ()) as student:
        first = student.other.x
    with local_student({"other.py": b"x = 2\n"}, MODULES, ("calc.py",)) as student:
        second = student.other.x

    assert (first, second) == (1, 2)


def test_a_traceback_leads_into_the_students_file(student):
    """The cause of the error is the student's own exception, at a path that an editor opens."""
    with pytest.raises(faults.StudentError, match="ZeroDivisionError") as caught:
        student.calc.fail()

    trace = caught.value.__cause__.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    assert trace.tb_frame.f_code.co_filename == "/home/ada/calc.py"


@pytest.mark.parametrize(
    "error", [AssertionError("found"), pytest.fail.Exception("found"), pytest.skip.Exception("found")]
)
def test_what_a_double_raises_for_pytest_ends_the_check(student, error):
    """Neither a finding nor pytest's own outcomes can be swallowed or taken for the student's exception."""
    with pytest.raises(type(error), match="found"):
        student.calc.ask(Exported(Double(error), ("run",), (), ()))


def test_ctrl_c_is_no_finding(student):
    """An interrupt in the middle of student code stops pytest, as it should."""
    with pytest.raises(KeyboardInterrupt):
        student.calc.interrupt()


def test_an_exit_is_the_students_error(student):
    """Student code cannot end the run."""
    with pytest.raises(faults.StudentError, match="must not exit"):
        student.calc.leave()
