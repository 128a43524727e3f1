"""Specify the second look at failed checks, by gradings of a small assignment with misconceptions."""

from types import SimpleNamespace

import pytest

from grader.bench import Record
from grader.records import Kind, PlannedCheck, Verdict, Visibility
from grader.review import Review
from tests.assignments import SOLUTION, by_name, checks, grade, write_assignment, write_submission

CHECKS = checks('''
    @probe()
    def test_value(student):
        """The value is right"""
        assert_close(student.calc.double(3.0), 6.0, name="double")

    @probe()
    def test_negative(student):
        """The value of a negative number is right"""
        assert_close(student.calc.double(-3.0), -6.0, name="double")

    @probe()
    def test_broken(student):
        """The check itself is wrong"""
        assert_close(student.calc.double(1.0), {broken}, name="double")
''')
TRIPLES = '''\
"""
Your double multiplies by three: multiply by two.

file: calc.py
fails: [calc/value, calc/negative, calc/broken]
"""


def double(x):
    return 3 * x
'''


def assignment(folder, broken=2.0):
    """Write an assignment with a misconception."""
    made = write_assignment(
        folder / "assignment", visible=CHECKS.replace("{broken}", str(broken)), reference=SOLUTION
    )
    (made / "reference" / "misconceptions").mkdir()
    (made / "reference" / "misconceptions" / "triples.py").write_text(TRIPLES)
    return made


def graded(folder, source, **more):
    """Grade a submission and return its checks."""
    return by_name(grade(assignment(folder, **more), write_submission(folder / "ada", source)))


def test_a_known_mistake_is_named_in_each_check(tmp_path):
    """However it is written; name and explanation are in the report."""
    found = graded(tmp_path, "def double(x):\n    return x + x + x\n")

    assert {check.misconception.name for check in found.values()} == {"triples"}
    assert found["value"].misconception.explanation == "Your double multiplies by three: multiply by two."


def test_another_mistake_has_no_name(tmp_path):
    """Also if it agrees in one of the checks."""
    found = graded(tmp_path, "def double(x):\n    return 3 * x if x > 0 else x\n")

    assert [check.misconception for check in found.values()] == [None, None, None]
    assert found["value"].verdict is Verdict.FAILED


def test_a_check_that_the_reference_fails_is_our_fault(tmp_path):
    """It costs nobody a point, whatever the submission returned there."""
    found = graded(tmp_path, "def double(x):\n    return 3 * x\n", broken=5.0)

    assert found["broken"].verdict is Verdict.INTERNAL
    assert "the reference fails this check as well" in found["broken"].message
    assert found["value"].verdict is Verdict.FAILED


def test_what_a_faulty_check_held_back_is_our_fault_too(tmp_path):
    """A check that needs it was never run, so nobody can be blamed for it either."""
    source = "def double(x):\n    return 3 * x\n"
    made = assignment(tmp_path, broken=5.0)
    path = made / "exercises" / "checks" / "test_calc.py"
    path.write_text(path.read_text().replace("@probe()", '@probe(needs=["calc/broken"])', 1))

    found = by_name(grade(made, write_submission(tmp_path / "ada", source)))

    assert found["value"].verdict is Verdict.INTERNAL
    assert "(calc/broken)" in found["value"].message
    assert found["negative"].verdict is Verdict.FAILED


def test_what_is_not_written_yet_is_no_mistake(tmp_path):
    """A stub behaves like nothing."""
    found = graded(tmp_path, "def double(x):\n    raise NotImplementedError\n", broken=5.0)

    assert {check.verdict for check in found.values()} == {Verdict.FAILED}
    assert [check.misconception for check in found.values()] == [None, None, None]


@pytest.mark.parametrize("verdict", [Verdict.PASSED, Verdict.TIMEOUT])
def test_a_reference_that_passes_or_is_too_slow_here_blames_no_check(verdict):
    """A second look has less time than the first, and a slow machine must not cost a class its scores."""
    planned = PlannedCheck("calc/value", "calc", "T", Kind.UNIT, Visibility.HIDDEN, 1.0, "H.")
    stage = SimpleNamespace(run=lambda *_: SimpleNamespace(verdict=verdict, message="took longer than 4 s"))

    review = Review(stage, {"calc.py": b""}, [], b"secret")

    assert review.faulty([Record(planned, verdict=Verdict.FAILED)]) == {}
