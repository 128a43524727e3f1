"""
Specify what a grading may cost, in numbers that no clock and no load change.

Each bound is what was measured and some head-room. Whoever passes one has added a round trip, bytes, an
import or work to every check: take it out again, or raise the bound and say in the commit what it is worth.
"""

from itertools import pairwise
from pathlib import Path

import pytest

from grader import config, intake, seeds
from grader.confinement import Level
from grader.seat import Course, Seat, whole_errand
from tests.assignments import checks, write_assignment, write_submission

ROOT = Path(__file__).resolve().parents[1]

MOST_BYTES_SENT, MOST_BYTES_RECEIVED = 37, 85
"""By a check that asks one thing; measured 32 and 74."""
MOST_CALLS = 425
"""Likewise; measured 375, by Python 3.11."""
MOST_MODULES, MOST_MODULES_OF_A_WORKER = 715, 262
"""Loaded in an examiner, and in a worker with a submission; measured 648 and 238, by NumPy 2.4."""
MOST_FRAMES, MOST_BYTES = 19.0, 2710
"""Of a real check, on average; measured 16.6 and 2358."""
TRIVIAL = 12
CHECKS = checks(f'''
    import sys

    calls = []

    @probe()
    @pytest.mark.parametrize("n", range({TRIVIAL}))
    def test_trivial(student, result, n):
        """T"""
        result.details["calls"] = sys.modules["reference_checks.conftest"].seen["calls"]
        expect(student.calc.double(n) == 2 * n, "no")

    @probe(kind="gradient")
    def test_gradient(student, reference, rng, course):
        """T"""
        assert_gradient(student.calc.cube, student.calc.slope, rng.standard_normal((3, 4)), rng=rng)
        with pipelined():
            twice = student.calc.double(2.0)
        assert_close(twice, reference.calc.double(2.0))

    @probe()
    def test_modules_of_the_worker(student, result):
        """T"""
        result.details["modules"] = student.calc.modules()
''')
CONFTEST = """
import os
import sys

seen = {"calls": 0, "before": None}

def count(frame, event, argument):
    seen["calls"] += event == "call"

def remember():
    if seen["before"] is None:
        seen["before"] = set(sys.modules)

os.register_at_fork(after_in_child=remember)

def pytest_runtestloop(session):
    sys.setprofile(count)

def pytest_json_modifyreport(json_report):
    sys.setprofile(None)
    details = json_report["tests"][-1]["metadata"]["outcome"]["details"]
    details["loaded"] = len(seen["before"])
    details["imported"] = sorted(set(sys.modules) - seen["before"])
"""
SOLUTION = """
import sys

def double(x):
    return 2 * x

def cube(x):
    cube.x = x
    return x**3

def slope(error):
    return 3 * cube.x**2 * error

def modules():
    return len(sys.modules)
"""


@pytest.fixture(scope="module")
def trivial(tmp_path_factory):
    """What an examiner finds in checks that ask one thing each, and what in some of other kinds."""
    folder = tmp_path_factory.mktemp("trivial")
    assignment = write_assignment(folder / "assignment", hidden=CHECKS, visible="", reference=SOLUTION)
    (assignment / "reference" / "checks" / "conftest.py").write_text(CONFTEST)
    submission = write_submission(folder / "ada", SOLUTION)
    return examined(assignment, submission, ("calc/trivial",), ("calc/gradient", "calc/modules"))


@pytest.fixture(scope="module")
def real():
    """What an examiner finds in some checks of the flagship assignment with its reference, twice."""
    sample = ("loss/", "layers/arguments_", "layers/memory")
    return examined(ROOT, ROOT / "reference", sample, sample)


def examined(assignment, submission, *choices):
    """Return the findings in checks that begin as one of each choice, by an examiner as a batch has it."""
    taken = intake.read_submission(submission, config.load(assignment), assignment)
    with Seat(Course(assignment, seeds.PUBLIC_SECRET, isolation=Level.PROCESS)) as seat:
        errands = [
            whole_errand(taken, [check for check in seat.plan if check.id.startswith(choice)])
            for choice in choices
        ]
        found = [seat.examine(errand) for errand in errands]
    verdicts = {outcome.verdict.value for each in found for outcome in each.outcomes.values()}
    assert verdicts == {"passed"}
    return found


def test_a_check_that_asks_one_thing_takes_two_round_trips(trivial):
    """One imports the module, one asks; each check has one worker."""
    counts = trivial[0].timing["counts"]

    assert len(trivial[0].outcomes) == TRIVIAL
    assert counts["forks"] == TRIVIAL
    assert counts["frames"] == 4 * TRIVIAL


def test_a_check_that_asks_one_thing_sends_few_bytes(trivial):
    """What is sent again in every check costs the most where there is nothing else."""
    counts = trivial[0].timing["counts"]

    assert counts["bytes_sent"] <= MOST_BYTES_SENT * TRIVIAL
    assert counts["bytes_received"] <= MOST_BYTES_RECEIVED * TRIVIAL


def test_a_check_that_asks_one_thing_takes_few_calls(trivial):
    """What the judge calls in Python from one check to the next; the least, as a wait may take more."""
    counts = [trivial[0].outcomes[f"calc/trivial[{n}]"].details["calls"] for n in range(TRIVIAL)]

    assert 0 < min(after - before for before, after in pairwise(counts)) <= MOST_CALLS


def test_an_examination_imports_nothing(trivial):
    """What it needs is loaded before the fork, as an import would cost each submission anew."""
    last = trivial[1].outcomes["calc/modules_of_the_worker"].details

    assert last["imported"] == []
    assert last["loaded"] <= MOST_MODULES
    assert last["modules"] <= MOST_MODULES_OF_A_WORKER


def test_real_checks_keep_to_their_frames_and_bytes(real):
    """All of the losses and some of the layers, on the reference."""
    n_checks, counts = len(real[0].outcomes), real[0].timing["counts"]

    assert counts["forks"] == n_checks
    assert n_checks >= 40
    assert counts["frames"] <= MOST_FRAMES * n_checks
    assert counts["bytes_sent"] + counts["bytes_received"] <= MOST_BYTES * n_checks


def test_the_same_checks_cost_the_same_again(real):
    """To the byte, so that a bound which is passed once is passed always."""
    assert real[0].timing["counts"] == real[1].timing["counts"]
