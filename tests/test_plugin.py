"""Specify the pytest plugin where a student runs plain pytest: planning, fixtures, manners."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from grader import seeds
from grader.bench import Record, Result
from grader.errors import CheckFailed
from grader.records import Kind, PlannedCheck, Verdict, Visibility
from tests.assignments import CHECK, checks, write_assignment, write_submission

PLANNED = PlannedCheck("calc/a", "calc", "T", Kind.UNIT, Visibility.VISIBLE, 1.0, "H.")
BROKEN = """\
    def double(x):
        return helper(x)

    def helper(x):
        return x / 0
"""


@pytest.fixture
def run(monkeypatch, capfd):
    """Run plain pytest, with nothing but this plugin, over paths; return its exit code and text."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def runs(assignment, *options, paths=("exercises",)):
        (assignment / "none.ini").write_text("[pytest]\n")
        fixed = ["-p", "grader.plugin", "-p", "no:cacheprovider", "-c", str(assignment / "none.ini")]
        chosen = [str(assignment / path) for path in paths]
        code = pytest.main([*fixed, "--import-mode=importlib", "-q", *options, *chosen])
        captured = capfd.readouterr()
        for name, module in list(sys.modules.items()):
            if str(getattr(module, "__file__", None)).startswith(str(assignment)):
                del sys.modules[name]
        return int(code), captured.out + captured.err

    return runs


@pytest.fixture
def assignment(tmp_path):
    """An assignment with a right solution in its exercises."""
    folder = write_assignment(tmp_path / "assignment")
    write_submission(folder / "exercises")
    return folder


def test_plain_pytest_runs_the_visible_checks(run, assignment):
    """Without any option the student's own folder is checked."""
    code, text = run(assignment)

    assert (code, "1 passed" in text) == (0, True)


def test_a_failure_leads_to_the_students_line(run, assignment, tmp_path):
    """The traceback shows the student's own file, and a failure its message."""
    submission = write_submission(tmp_path / "ada", BROKEN)

    code, text = run(assignment, "--submission", str(submission))

    assert code == 1
    assert "ZeroDivisionError" in text
    assert "ada/calc.py:5" in text  # absolute, or relative to the working folder
    assert "return x / 0" in text


def test_a_traceback_is_the_students_alone(run, assignment, tmp_path):
    """The check and the student's lines, no line of the grader's; all of it when it is asked for."""
    submission = write_submission(tmp_path / "ada", BROKEN)
    options = ["--submission", str(submission)]

    _, short = run(assignment, *options)
    _, full = run(assignment, *options, "--full-trace")

    assert "test_calc.py:6: " in short
    assert "servant.py" not in short
    assert "session.py" not in short
    assert "servant.py" in full


def test_what_is_not_written_yet_is_told_at_the_line_of_the_check(run, assignment, tmp_path):
    """Without the skeleton's long docstrings."""
    submission = write_submission(
        tmp_path / "ada", "def double(x):\n    '''LONG TEXT'''\n    raise NotImplementedError\n"
    )

    _, text = run(assignment, "--submission", str(submission))

    assert "not implemented yet: calc.double (calc.py, line 3)" in text
    assert "LONG TEXT" not in text


def test_a_wrong_value_is_told_at_the_line_of_the_check(run, assignment, tmp_path):
    """Not at the line of the grader that compares."""
    submission = write_submission(tmp_path / "ada", "def double(x):\n    return 0.0\n")

    _, text = run(assignment, "--submission", str(submission))

    assert "test_calc.py:6: CheckFailed" in text
    assert "assertions.py" not in text


def test_a_check_that_is_not_run_says_why(run, assignment, tmp_path):
    """Without an option of pytest's; where all are run, nothing is said."""
    needy = CHECK.replace("hint=", 'needs=["calc/double"], hint=').replace("test_double", "test_again")
    (assignment / "exercises/checks/test_more.py").write_text(needy)
    submission = write_submission(tmp_path / "ada", "def double(x):\n    return 0.0\n")

    _, wrong = run(assignment, "--submission", str(submission))
    _, right = run(assignment)

    assert "not run because 'Double doubles' (calc/double) has failed: mend that first: calc/again" in wrong
    assert "not run" not in right


def test_prints_are_shown_by_pytest(run, assignment, tmp_path):
    """What the student prints appears at the failure, where students look for it."""
    submission = write_submission(
        tmp_path / "ada", "def double(x):\n    print('look here')\n    return 0.0\n"
    )

    _, text = run(assignment, "--submission", str(submission))

    assert "look here" in text
    assert "expected 6" in text


def test_a_wrong_folder_is_one_line(run, assignment, tmp_path):
    """A submission that is not there ends the run with a usage error."""
    code, text = run(assignment, "--submission", str(tmp_path / "nobody"))

    assert code == 4
    assert "ERROR: " in text
    assert "nobody: no such folder" in text


def test_tests_that_are_no_checks_run_as_ever(run, assignment):
    """A student's own tests beside the checks are left alone."""
    (assignment / "exercises" / "test_own.py").write_text("def test_own():\n    assert 1 + 1 == 2\n")

    code, text = run(assignment)

    assert (code, "2 passed" in text) == (0, True)


def test_the_fixtures_need_the_decorator(run, assignment):
    """Forgetting the decorator is told by its name."""
    source = "def test_plain(student):\n    student.calc.double(1)\n"
    (assignment / "exercises/checks/test_more.py").write_text(source)

    code, text = run(assignment)

    assert code == 1
    assert "test_plain uses a fixture of the grader without the decorator check" in text


def test_a_selection_is_planned_as_the_whole(run, assignment):
    """With -k a single check runs; two of the same name are refused all the same."""
    (assignment / "exercises/checks/test_more.py").write_text(CHECK)

    code, text = run(assignment, "-k", "nothing_of_this_name")

    assert code == 4
    assert "calc/double is also in" in text


def test_local_runs_repeat(run, assignment, tmp_path):
    """Inputs and the student's own random numbers come from the public seed, whatever was drawn before."""
    source = checks('''
        @probe()
        def test_draw(student, rng):
            """T"""
            expect(False, f"drew {rng.random()!r} {student.calc.draw()!r}") if student.calc.draw() else None
    ''')
    (assignment / "exercises/checks/test_calc.py").write_text(source)
    drawing = "import numpy as np, random\ndef draw():\n    return np.random.rand() + random.random()\n"
    submission = write_submission(tmp_path / "ada", drawing)

    first = run(assignment, "--submission", str(submission))[1]
    second = run(assignment, "--submission", str(submission))[1]

    line = next(line for line in first.splitlines() if line.startswith("E") and "drew" in line)
    assert line in second


def test_nothing_of_the_submission_stays(run, assignment):
    """After a run no module of the student's is left in the process."""
    run(assignment)

    assert "calc" not in sys.modules


def test_the_first_error_stays(assignment):
    """A pass after an error, in the teardown say, mends nothing; an error after a pass counts."""
    record = Record(PLANNED, student=SimpleNamespace(_session=SimpleNamespace(answers=1)))

    record.conclude(CheckFailed("wrong"))
    record.conclude(None)
    assert (record.verdict, record.message) == (Verdict.FAILED, "wrong")

    passing = Record(PLANNED, student=SimpleNamespace(_session=SimpleNamespace(answers=1)))
    passing.conclude(None)
    passing.conclude(CheckFailed("late"))
    assert (passing.verdict, passing.message) == (Verdict.FAILED, "late")


@pytest.mark.parametrize(
    "verdict, granted, earned",
    [
        (Verdict.PASSED, None, 1.0),
        (Verdict.PASSED, 0.3, 1.0),
        (Verdict.FAILED, None, 0.0),
        (Verdict.FAILED, 0.3, 0.3),
        (Verdict.FAILED, 1.0, 0.0),
        (Verdict.FAILED, 7.0, 0.0),
        (Verdict.FAILED, -1.0, 0.0),
        (Verdict.FAILED, float("nan"), 0.0),
        (Verdict.ERROR, 0.3, 0.0),
        (Verdict.INTERNAL, 0.3, 0.0),
    ],
)
def test_fractions_are_believed_within_bounds(verdict, granted, earned):
    """Only a failed check can earn a part, and a part is less than the whole."""
    record = Record(PLANNED, verdict=verdict, result=Result(fraction=granted))

    assert record.fraction == earned


def test_a_check_draws_by_its_own_id():
    """Two checks of one secret never share their inputs."""
    draws = {
        np.random.default_rng(seeds.check_seed(b"secret", "tiny", name)).random()
        for name in ("calc/a", "calc/b")
    }

    assert len(draws) == 2


def test_checks_that_need_each_other_are_told_with_their_files(run, assignment):
    """The ring alone is named, not what leads into it, and no check runs."""
    first = checks('''
        @check(task="calc", points=1, hint="H.", needs=["calc/ring"])
        def test_outside(student):
            """T"""

        @check(task="calc", points=1, hint="H.", needs=["calc/round"])
        def test_ring(student):
            """T"""
    ''')
    second = checks('''
        @check(task="calc", points=1, hint="H.", needs=["calc/ring"])
        def test_round(student):
            """T"""
    ''')
    folder = assignment / "exercises/checks"
    (folder / "test_calc.py").write_text(first)
    (folder / "test_more.py").write_text(second)

    code, text = run(assignment)

    assert code == 4
    ring = f"calc/ring needs calc/round in {folder}/test_more.py needs calc/ring; none of them could ever run"
    assert f"ERROR: {folder}/test_calc.py: {ring}" in text
    assert "passed" not in text


def test_a_check_runs_behind_what_it_needs(run, assignment):
    """However deep, and once, even if two need it; all others keep their places."""
    source = "\n".join(
        f'@check(task="calc", points=1, hint="H.", needs={needs})\ndef test_{name}(student):\n    """T"""\n'
        for name, needs in {
            "a": [],
            "b": ["calc/d", "calc/c"],
            "c": ["calc/e"],
            "d": ["calc/e"],
            "e": [],
        }.items()
    )
    (assignment / "exercises/checks/test_calc.py").write_text(checks("") + source)

    _, text = run(assignment, "-vv")

    ran = [line.partition("::test_")[2][0] for line in text.splitlines() if "::test_" in line]
    assert ran == ["a", "e", "d", "c", "b"]
