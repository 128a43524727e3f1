"""Specify how a submission runs inside this process: as through a worker, without its wall."""

import random
import sys

import numpy as np
import pytest

from grader import faults
from grader.exports import Exported
from grader.inprocess import _Chance, _memory, local_student

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
DRAWS = ("random_sample", "standard_normal", "bytes", "permutation")
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


@pytest.mark.parametrize("seed", range(20))
def test_two_owners_draw_as_if_alone(seed):
    """Whoever draws nothing in a turn, or the second of two normal numbers, goes on where they were."""
    choice = random.Random(seed)
    chance, turns = _Chance(seed), [choice.randrange(3) for _ in range(60)]
    alone = {"submission": np.random.RandomState(seed), "judge": np.random.RandomState()}
    alone["judge"].set_state(np.random.get_state())  # noqa: NPY002  what checks may draw from

    for number, draws in enumerate(turns):
        owner = ("judge", "submission")[number % 2]
        for _ in range(draws):
            name = choice.choice(DRAWS)
            assert np.array_equal(getattr(np.random, name)(1), getattr(alone[owner], name)(1)), (number, name)
        chance._change()


def test_a_generator_of_another_kind_is_left_alone():
    """Its memory is not that of a Mersenne twister, and is not read as one."""
    before = np.random.get_bit_generator()
    np.random.set_bit_generator(np.random.PCG64(1))
    try:
        assert _memory() == b""
    finally:
        np.random.set_bit_generator(before)
