"""Specify that a check finds in this process what it finds in a worker."""

from grader.records import Verdict
from grader.rehearsal import Part, Rehearsal
from grader.stage import Script
from tests.assignments import by_name, checks, grade, write_assignment, write_submission

SOURCE = """\
import random
import numpy as np

def draw():
    return [np.random.standard_normal(), random.random()]

def endless():
    while True:
        pass
"""
CHECKS = checks('''
    import random
    import numpy as np

    @probe()
    def test_draws(student):
        """T"""
        first = student.calc.draw()
        np.random.seed(0), random.seed(0), np.random.standard_normal(100)
        expect(False, f"{first} {student.calc.draw()}")

    @probe()
    def test_raises(student):
        """T"""
        student.calc.no_such()

    @probe()
    def test_endless(student):
        """T"""
        student.calc.endless()
''')


def test_draws_and_verdicts_are_those_of_a_worker(tmp_path):
    """The script's random numbers are its own, whatever the check draws; an endless call ends."""
    assignment = write_assignment(tmp_path / "assignment", visible=CHECKS)
    graded = by_name(grade(assignment, write_submission(tmp_path / "ada", SOURCE), secret=b"s"))

    parts = [Part("ada", {"calc.py": SOURCE.encode()}, b"s")]
    found = {one.check_id: one for one in Rehearsal(assignment, processes=1).run(parts)}

    assert found["calc/draws"].message == graded["draws"].message
    assert found["calc/draws"].verdict is graded["draws"].verdict is Verdict.FAILED
    assert found["calc/raises"].verdict is graded["raises"].verdict is Verdict.ERROR
    assert found["calc/endless"].verdict is graded["endless"].verdict is Verdict.TIMEOUT


def test_a_script_compiles_what_its_base_does_not_have():
    """Of hundreds of misconceptions each changes one file."""
    base = Script({"calc.py": b"one = 1\n", "other.py": b"two = 2\n"})

    changed = Script({"calc.py": b"one = 3\n", "other.py": b"two = 2\n"}, base)
    fewer = Script({"calc.py": b"one = 1\n"}, base)

    assert changed.compiled["other"] is base.compiled["other"]
    assert changed.compiled["calc"].co_consts[0] == 3
    assert list(fewer.compiled) == ["calc"]
