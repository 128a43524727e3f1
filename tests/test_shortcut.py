"""Specify which checks are run past pytest's hooks, and that no report shows it."""

import json
import os
import subprocess
import sys

import pytest

from grader import shortcut
from grader.checkfiles import options
from tests.assignments import SOLUTION, checks, grade, write_assignment, write_submission

LISTING = """
import json, sys
import pytest
from grader import config, plugin, shortcut
from grader.bench import BENCH, RECORD
from grader.checkfiles import CheckFiles

class Lister:
    skips = True
    def __init__(self, assignment):
        self.assignment, self.config, self.secret = assignment, config.load(assignment), b""
    def pytest_configure(self, config):
        config.stash[BENCH] = self
        config.pluginmanager.register(CheckFiles(sys.exit), "grader-check-files")
    def pytest_runtestloop(self, session):
        plain = shortcut.plain(session.items)
        print("PLAIN", json.dumps([i.stash[RECORD].planned.id for i in session.items if i in plain]))
        return True

from pathlib import Path
pytest.main(sys.argv[2:], plugins=[Lister(Path(sys.argv[1])), plugin])
"""

CHECKS = checks('''
    @pytest.fixture
    def mine():
        return 1

    @pytest.fixture(params=[1, 2])
    def either(request):
        return request.param

    @pytest.fixture
    def course():
        return "of the file's own"

    @probe()
    def test_asks_for_the_student(student):
        """T"""
        expect(student.calc.double(1) == 2, "no")

    @probe()
    def test_asks_for_all(student, reference, rng, result, progress):
        """T"""
        x = rng.random()
        expect(student.calc.double(x) == reference.calc.double(x), "no")

    @probe()
    @pytest.mark.parametrize("n, rng", [(1, 5), (2, 6)])
    def test_has_cases(rng, student, n):
        """T"""
        expect(student.calc.double(n) == 2 * n and rng == n + 4, "no")

    @probe()
    def test_fails(student):
        """T"""
        assert [student.calc.one(), 2] == [1, 2]

    @probe(needs=["calc/fails"])
    def test_needs_what_fails(student):
        """T"""
        expect(student.calc.double(1) == 2, "no")

    @probe()
    def test_stumbles(student):
        """T"""
        expect(student.calc.array().shape == (1,), "no")

    @probe()
    def test_skips_itself(student):
        """T"""
        student.calc.double(1)
        pytest.skip("today")

    @probe()
    def test_gives_a_part(student, result):
        """T"""
        student.calc.double(1)
        result.fraction, result.details["array"] = 0.25, np.arange(3)
        expect(student.calc.one() == 1, "a quarter")

    @probe()
    def test_warns(student):
        """T"""
        np.zeros(1) / np.zeros(1)
        expect(student.calc.double(1) == 2, "no")

    @probe()
    async def test_awaits(student):
        """T"""

    @probe()
    @pytest.mark.skipif(True, reason="never")
    def test_has_a_mark(student):
        """T"""

    @probe()
    def test_asks_for_a_fixture(student, mine):
        """T"""
        expect(student.calc.double(mine) == 2, "no")

    @probe()
    def test_asks_for_a_fixture_s_cases(student, either):
        """T"""
        expect(student.calc.double(either) == 2 * either, "no")

    @probe()
    def test_asks_for_what_the_file_has_changed(student, course):
        """T"""
        expect(student.calc.double(1) == 2 and course == "of the file's own", "no")

    @probe()
    def test_asks_for_pytest_s_own(student, tmp_path, request):
        """T"""
        expect(student.calc.double(1) == 2 and tmp_path.is_dir() and bool(request.node), "no")
''')
RIGHT = SOLUTION + "\n\ndef one():\n    return 1\n\n\ndef array():\n    return np.ones(1)\n"
WRONG = SOLUTION + "\n\ndef one():\n    return 3\n\n\ndef array():\n    return 1.0\n"
PLAIN = [
    *("asks_for_the_student", "asks_for_all", "has_cases[1-5]", "has_cases[2-6]", "fails"),
    *("needs_what_fails", "stumbles", "skips_itself", "gives_a_part", "warns", "awaits"),
]
HOOKED = "def pytest_runtest_call(item):\n    pass\n"
SET_UP = "\n\ndef setup_module():\n    pass\n"


def plain_of(assignment):
    """Return the names of the checks of *assignment* that are run past pytest's hooks."""
    command = [sys.executable, "-c", LISTING, str(assignment), *options(assignment, "all")]
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # as an examiner's
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert "PLAIN" in run.stdout, run.stdout + run.stderr
    line = next(line for line in run.stdout.splitlines() if line.startswith("PLAIN"))
    return [name.partition("/")[2] for name in json.loads(line.partition(" ")[2])]


def written(folder, hidden, conftest=""):
    """Return an assignment with these hidden checks, whose `conftest.py` has this text."""
    assignment = write_assignment(folder, hidden=hidden, visible="", reference=RIGHT)
    if conftest:
        (assignment / "reference" / "checks" / "conftest.py").write_text(conftest)
    return assignment


def lasting(report):
    """Return *report* without the parts in which two gradings differ."""
    return json.loads(report.model_dump_json(exclude={"timing", "environment", "assignment"}))


def test_a_check_of_its_own_arguments_is_plain(tmp_path):
    """What has a mark, or asks for what the grader does not make, goes through pytest's hooks."""
    assert plain_of(written(tmp_path, CHECKS)) == PLAIN


@pytest.mark.parametrize("hidden, conftest", [(CHECKS, HOOKED), (CHECKS + SET_UP, "")])
def test_no_check_is_plain_where_its_file_or_a_plugin_adds_to_it(tmp_path, hidden, conftest):
    """A hook of `conftest.py` or something to set up around each check must happen."""
    assert plain_of(written(tmp_path, hidden, conftest)) == []


def test_a_report_does_not_show_which_way_a_check_was_run(tmp_path):
    """Verdicts, messages, details and points are the same with a plugin that forbids the shortcut."""
    submission = write_submission(tmp_path / "ada", WRONG)

    short = grade(written(tmp_path / "short", CHECKS), submission)
    long = grade(written(tmp_path / "long", CHECKS, HOOKED), submission)

    assert lasting(short) == lasting(long)
    verdicts = {check.verdict.value for check in short.tasks[0].checks}
    assert verdicts == {"passed", "failed", "error", "skipped", "internal"}


@pytest.mark.parametrize(
    "words, told",
    [
        (("passed", "passed", "passed"), "passed"),
        (("passed", "failed", "passed"), "failed"),
        (("passed", "skipped", "passed"), "skipped"),
        (("skipped", None, "passed"), "skipped"),
        (("failed", None, "passed"), "error"),
        (("passed", "passed", "failed"), "error"),
        (("passed", "failed", "failed"), "error"),
    ],
)
def test_a_check_has_passed_only_if_all_its_stages_have(words, told):
    """In the words of pytest's report."""
    stages = {stage: word for stage, word in zip(("setup", "call", "teardown"), words, strict=True) if word}

    assert shortcut.whole(stages) == told


def test_a_stage_may_raise_whatever_it_wants_but_for_what_ends_all():
    """`SystemExit` is one more outcome; an interrupt is none."""

    def stage(error):
        raise error

    assert shortcut.raised(bool, (KeyboardInterrupt,)) is None
    assert isinstance(shortcut.raised(lambda: stage(SystemExit(3)), (KeyboardInterrupt,)), SystemExit)
    with pytest.raises(KeyboardInterrupt):
        shortcut.raised(lambda: stage(KeyboardInterrupt()), (KeyboardInterrupt,))
