"""Specify which checks need not run as the reference has answered them before, and that it shows nowhere."""

from __future__ import annotations

import pytest

from grader import config as configuration
from grader.confinement import Level, Terms
from grader.intake import read_submission
from grader.records import Verdict
from grader.room import Room
from grader.seat import Course, Seat, whole_errand
from grader.serving import MANY
from tests.assignments import SOLUTION, checks, write_assignment, write_submission

CHECKS = '''
    def ran(name):
        np.zeros(1).tofile(f"{folder}/{{name}}-{{np.random.default_rng().integers(2**60)}}")

    @probe()
    def test_double(student, rng):
        """Double doubles"""
        ran("double")
        x = rng.standard_normal(3)
        assert_close(student.calc.double(x), 2 * x)

    @probe()
    def test_count(student):
        """Counter counts"""
        ran("count")
        expect(student.calc.Counter(3).up() == 4, "it does not count")

    @probe()
    def test_told(student, result):
        """There is something to tell"""
        ran("told")
        result.details["doubled"] = student.calc.double(2)
'''
ANOTHER = SOLUTION.replace("return 2 * x", "return x + x") + "\n\ndef helper():\n    return None\n"
WRONG = SOLUTION.replace("return 2 * x", "return 3 * x")
PRINTS = SOLUTION.replace("return 2 * x", 'print("twice")\n    return 2 * x')
CHANCE = checks('''
    @probe()
    def test_double(student):
        """Double doubles"""
        x = np.random.default_rng().standard_normal(3)
        assert_close(student.calc.double(x), 2 * x)
''')


@pytest.fixture
def folder(tmp_path):
    """Where checks that run leave a file."""
    if (room := Room.built(Terms(Level.BUBBLEWRAP))) is None:
        pytest.skip("this machine has no namespaces for us")
    room.close()
    (tmp_path / "ran").mkdir()
    return tmp_path / "ran"


def examined(tmp_path, text, *sources, reference=SOLUTION):
    """Return the outcomes of one source after the other at one seat, behind those that make it practise."""
    assignment = write_assignment(tmp_path / "course", visible=text, reference=reference)
    config, found = configuration.load(assignment), []
    with Seat(Course(assignment, b"a secret")) as seat:
        for number, source in enumerate([SOLUTION] * MANY + list(sources)):
            submission = read_submission(write_submission(tmp_path / f"s{number}", source), config)
            found.append(seat.examine(whole_errand(submission, seat.plan)).outcomes)
    return found[MANY:]


def runs(folder):
    """Return how often each check has run."""
    names = [path.name.partition("-")[0] for path in folder.iterdir()]
    return {name: names.count(name) for name in sorted(set(names))}


def test_a_check_that_is_answered_as_by_the_reference_need_not_run(tmp_path, folder):
    """One of which there is something to tell has to."""
    found = examined(tmp_path, checks(CHECKS.format(folder=folder)), SOLUTION, ANOTHER)

    assert [{each.verdict for each in outcomes.values()} for outcomes in found] == [{Verdict.PASSED}] * 2
    assert runs(folder) == {"count": MANY + 1, "double": MANY + 1, "told": MANY + 3}


def test_any_other_answer_has_the_check_run_and_lose_as_ever(tmp_path, folder):
    """With the words that it has for the first submission of a class."""
    text = checks(CHECKS.format(folder=folder))

    (late,) = examined(tmp_path, text, WRONG)
    (_, alone) = examined(tmp_path / "alone", text, WRONG, WRONG, reference=None)

    again = 1  # by the reference: is the check itself at fault?
    assert runs(folder)["double"] == MANY + 2 + again + MANY + 2
    assert runs(folder)["count"] == MANY + 1 + MANY + 2
    assert late["calc/double"].verdict is Verdict.FAILED
    for name, outcome in late.items():
        told = alone[name]
        assert (outcome.verdict, outcome.message) == (told.verdict, told.message)
        assert outcome.details == told.details


def test_what_a_submission_prints_is_told_though_its_checks_need_not_run(tmp_path, folder):
    """It comes with the worker, not with the check."""
    (found,) = examined(tmp_path, checks(CHECKS.format(folder=folder)), PRINTS)

    assert runs(folder)["double"] == MANY + 1
    assert found["calc/double"].output == "twice\n"


def test_a_check_that_asks_something_else_each_time_runs_once_more(tmp_path, folder):
    """With a fresh worker, as the one that was asked ahead has answered other questions."""
    found = examined(tmp_path, CHANCE, WRONG, ANOTHER)

    assert [each["calc/double"].verdict for each in found] == [Verdict.FAILED, Verdict.PASSED]
