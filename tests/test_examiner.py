"""Specify what becomes of checks in the judge's own process, by examining tiny submissions for real."""

import importlib.util
import marshal
import os
import struct
import sys
from pathlib import Path

import pytest
from _pytest.assertion.rewrite import PYC_TAIL

from grader import config as configuration
from grader.bench import RECORD
from grader.confinement import Level
from grader.errors import ConfigError
from grader.grading import Request
from grader.grading import grade as run
from grader.intake import read_submission
from grader.judge import Order, examine
from grader.records import CheckFinished, CheckStarted, Verdict
from tests.assignments import (
    CHECK,
    SOLUTION,
    by_name,
    checks,
    grade,
    write_assignment,
    write_submission,
)

SUFFIX = "-pytest" + PYC_TAIL.partition("-pytest")[2]
ODD = checks('''
    class Double:
        def __init__(self, action): self.action = action
        def run(self): return self.action()

    def fail(): expect(False, "found inside the double")
    def skip(): pytest.skip("inside the double")
    def cry(): pytest.fail("cried inside the double")

    @probe()
    def test_passes(student):
        """T"""
        expect(student.calc.double(2.0) == 4.0, "wrong")

    @probe()
    def test_asks_nothing(student):
        """T"""

    @probe()
    def test_has_no_student():
        """T"""

    @probe()
    def test_fails_before_asking(student):
        """T"""
        expect(False, "never asked")

    @probe()
    def test_skips_itself(student):
        """T"""
        student.calc.double(1.0)
        pytest.skip("no reason")

    @probe()
    @pytest.mark.skip(reason="not today")
    def test_is_skipped(student):
        """T"""
        student.calc.double(1.0)

    @probe()
    @pytest.mark.xfail(strict=False)
    def test_xfail_that_passes(student):
        """T"""
        student.calc.double(1.0)

    @probe()
    @pytest.mark.xfail
    def test_xfail_that_fails(student):
        """T"""
        expect(student.calc.double(1.0) == 3.0, "two is not three")

    @probe()
    def test_cries(student):
        """T"""
        student.calc.double(1.0)
        pytest.fail("cried")

    @probe()
    def test_imperative_xfail(student):
        """T"""
        student.calc.double(1.0)
        pytest.xfail("given up")

    @pytest.fixture
    def broken():
        raise RuntimeError("setup")

    @pytest.fixture
    def breaks():
        yield
        raise RuntimeError("teardown")

    @pytest.fixture
    def asserts_late(student):
        yield
        assert student.calc.double(1.0) == 3.0

    @probe()
    def test_setup_raises(student, broken):
        """T"""

    @probe()
    def test_teardown_raises(student, breaks):
        """T"""
        student.calc.double(1.0)

    @probe()
    def test_teardown_asserts(asserts_late):
        """T"""

    @probe()
    def test_unknown_fixture(student, no_such_fixture):
        """T"""

    @probe()
    def test_plain_assert(student):
        """T"""
        assert student.calc.double(1.0) == 3.0

    @probe()
    def test_stumbles(student):
        """T"""
        student.calc.double(1.0).shape

    @probe()
    def test_hands_over_an_object(student):
        """T"""
        student.calc.double(object())

    @probe()
    def test_clac(student):
        """T"""
        student.clac.double(1.0)

    @probe()
    def test_double_that_fails(student):
        """T"""
        student.calc.swallow(exported(Double(fail), ("run",)))

    @probe()
    def test_double_that_cries(student):
        """T"""
        student.calc.swallow(exported(Double(cry), ("run",)))

    @probe()
    def test_double_that_skips(student):
        """T"""
        student.calc.swallow(exported(Double(skip), ("run",)))

    @probe()
    def test_todo(student):
        """T"""
        student.calc.todo()

    @probe()
    def test_raises(student):
        """T"""
        student.calc.explode(3)

    @probe()
    def test_missing_name(student):
        """T"""
        student.calc.triple(3)

    @probe()
    def test_wrong_value(student):
        """T"""
        assert_close(student.calc.double(np.ones((2, 3))), np.ones((2, 3)), name="double")

    @probe()
    def test_recursion(student):
        """T"""
        student.calc.deep()

    @probe()
    def test_odd_details(student, result):
        """T"""
        result.details.update(array=np.arange(2), number=np.int64(3), other=object(), nan=float("nan"))
        result.details[(1, 2)] = "no key"
        expect(student.calc.double(1.0) == 3.0, "with details")

    @probe()
    def test_nan_fraction(student, result):
        """T"""
        result.fraction = float("nan")
        expect(student.calc.double(1.0) == 3.0, "x")

    @probe()
    def test_half(student, result):
        """T"""
        result.fraction = 0.5
        expect(student.calc.double(1.0) == 3.0, "half")

    @probe()
    def test_error_with_fraction(student, result):
        """T"""
        result.fraction = 0.5
        student.calc.explode(1)
''')

SUBMISSION = (
    SOLUTION
    + """

def swallow(thing):
    try:
        thing.run()
    except BaseException:
        return 1.0
    return 1.0


def todo():
    raise NotImplementedError


def explode(x):
    print("printed", x)
    raise ValueError(f"boom {x}")


def deep():
    return deep()
"""
)

EXPECTED = {
    "passes": ("passed", ""),
    "asks_nothing": ("internal", "without asking the submission anything"),
    "has_no_student": ("internal", "without asking the submission anything"),
    "fails_before_asking": ("internal", "never asked"),
    "skips_itself": ("internal", "Skipped: no reason"),
    "is_skipped": ("internal", "Skipped: not today"),
    "xfail_that_passes": ("internal", "pytest reports 'xpassed' for a check that recorded a pass"),
    "xfail_that_fails": ("failed", "two is not three"),
    "cries": ("failed", "cried"),
    "imperative_xfail": ("internal", "given up"),
    "setup_raises": ("internal", "RuntimeError: setup"),
    "teardown_raises": ("error", "RuntimeError: teardown"),
    "teardown_asserts": ("failed", "assert 2.0 == 3.0"),
    "unknown_fixture": ("internal", "no_such_fixture"),
    "plain_assert": ("failed", "assert 2.0 == 3.0"),
    "stumbles": ("error", "could not use what your code returned: AttributeError: 'float' object"),
    "hands_over_an_object": ("internal", "a check hands over a object"),
    "clac": ("internal", "student.clac: config.yaml names the modules calc"),
    "double_that_fails": ("failed", "found inside the double"),
    "double_that_cries": ("failed", "cried inside the double"),
    "double_that_skips": ("internal", "Skipped: inside the double"),
    "todo": ("failed", "not implemented yet: calc.todo (calc.py, line"),
    "raises": ("error", "calc.explode raised ValueError: boom 3\n  calc.py, line"),
    "missing_name": ("error", "calc.py has no 'triple'"),
    "wrong_value": ("failed", "double: 6 of 6 entries differ"),
    "recursion": ("error", "RecursionError"),
    "odd_details": ("failed", "with details"),
    "nan_fraction": ("failed", "x"),
    "half": ("failed", "half"),
    "error_with_fraction": ("error", "boom 1"),
}
"""What becomes of each check in `ODD`, and a part of its message."""


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """The report on a submission under checks of every odd kind."""
    folder = tmp_path_factory.mktemp("odd")
    assignment = write_assignment(folder / "assignment", visible=ODD)
    return grade(assignment, write_submission(folder / "ada", SUBMISSION))


@pytest.mark.parametrize("name", EXPECTED)
def test_each_check_gets_the_verdict_that_it_earns(odd, name):
    """A pass needs an answer and all of pytest's stages; what is not the submission's fault is internal."""
    check = by_name(odd)[name]

    verdict, message = EXPECTED[name]
    assert check.verdict == verdict
    assert message in check.message


def test_the_expectations_are_complete(odd):
    """No check of the file is without an expectation."""
    assert set(by_name(odd)) == set(EXPECTED)


def test_an_internal_check_withholds_the_score(odd):
    """One fault of the grader's own and nobody is given a wrong score."""
    assert (odd.status, odd.score) == ("internal", None)


def test_partial_credit_needs_a_finding(odd):
    """A fraction counts where a check failed, not where it broke, and never when it is no number."""
    found = by_name(odd)

    assert found["half"].score == pytest.approx(found["half"].max_score / 2, abs=1e-6)
    assert found["error_with_fraction"].score == 0.0
    assert found["nan_fraction"].score == 0.0


def test_details_that_json_cannot_hold_do_not_cost_the_verdict(odd):
    """Arrays become lists, objects are named, the rest of the report stays."""
    details = by_name(odd)["odd_details"].details

    assert details == {"array": [0, 1], "number": 3, "other": "<object>", "nan": "nan"}


def test_prints_belong_to_their_check(odd):
    """What the submission printed is in the report, at the check that made it print."""
    found = by_name(odd)

    assert found["raises"].output == "printed 3\n"
    assert found["passes"].output == ""


def local_records(assignment, submission, monkeypatch):
    """Run pytest in this process as a student does, and return verdict and message by check."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    records = {}

    class Spy:
        def pytest_runtest_logfinish(self, nodeid):
            for item in self.items:
                record = item.stash[RECORD]
                records[record.planned.id.partition("/")[2]] = (record.verdict, record.message)

        def pytest_collection_finish(self, session):
            self.items = session.items

    options = ["-p", "grader.plugin", "-p", "no:cacheprovider", "--import-mode=importlib", "-q"]
    options += ["-c", str(assignment / "none.ini"), "--submission", str(submission)]
    (assignment / "none.ini").write_text("[pytest]\n")
    pytest.main([*options, str(assignment / "exercises" / "checks")], plugins=[Spy()])
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(str(assignment)):
            del sys.modules[name]
    return records


def test_a_check_says_the_same_in_process(odd, tmp_path, monkeypatch):
    """A student's plain pytest gives each check the verdict and the message of the grading."""
    assignment = write_assignment(tmp_path / "assignment", visible=ODD)
    submission = write_submission(tmp_path / "ada", SUBMISSION)

    records = local_records(assignment, submission, monkeypatch)

    graded = {name: (check.verdict, check.message) for name, check in by_name(odd).items()}
    del graded["xfail_that_passes"], records["xfail_that_passes"]  # seen by the judge alone
    del graded["recursion"], records["recursion"]  # its trace depends on the depth
    assert set(records) == set(graded)
    assert {name: records[name] for name in graded} == graded


FAULTS = {
    "unknown task": (
        CHECK.replace('task="calc"', 'task="clac"'),
        "test_double: unknown task 'clac', known: calc",
    ),
    "points": (
        CHECK.replace("points=1", "points=-1"),
        "test_double: points must be a positive number, got -1",
    ),
    "syntax": (CHECK + "\ndef broken(:\n", "SyntaxError: invalid syntax (line 8)"),
    "import": ("import no_such_module\n" + CHECK, "No module named 'no_such_module'"),
    "crash": ("1 / 0\n" + CHECK, "ZeroDivisionError"),
    "undecorated": (CHECK + "\ndef test_other(student):\n    pass\n", "test_other lacks the decorator check"),
    "reference": (
        CHECK.replace("(student)", "(student, reference)"),
        "test_double: a visible check cannot ask",
    ),
    "title": (CHECK.replace("Double doubles", "Double {x} doubles"), "an unknown parameter 'x'"),
    "no docstring": (CHECK.replace('"""Double doubles"""', "pass"), "test_double: a check needs a docstring"),
    "empty": ("x = 1\n", "no checks in exercises/checks or reference/checks"),
    "exit": ("import sys; sys.exit(0)\n" + CHECK, "SystemExit"),
    "skip": ("import pytest; pytest.skip('not today', allow_module_level=True)\n" + CHECK, "not today"),
}
"""Faults of a check's author: the file, and what the message must say."""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_author_is_one_line(tmp_path, fault):
    """It names file and fault, no secret is asked for and nothing is written."""
    source, message = FAULTS[fault]
    assignment = write_assignment(tmp_path / "assignment", visible=source)
    submission = read_submission(write_submission(tmp_path / "ada"), configuration.load(assignment))

    def secret():
        raise AssertionError("the secret was asked for")

    with pytest.raises(ConfigError) as caught:
        examine(Order(assignment, submission, secret), lambda event, total: None)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "test_calc.py" in str(caught.value) or fault == "empty"
    assert "ConfigError" not in str(caught.value)
    assert str(caught.value).count("test_calc.py") <= 1


def test_a_name_in_both_folders_is_refused(tmp_path):
    """A visible and a hidden check of one task cannot share a name."""
    assignment = write_assignment(tmp_path / "assignment", hidden=CHECK)

    with pytest.raises(ConfigError, match=r"calc/double is also in .*exercises/checks/test_calc\.py"):
        grade(assignment, write_submission(tmp_path / "ada"))


def test_parametrised_checks_have_ids_and_titles(tmp_path):
    """Each case is a check of its own with its own points; the title is filled from its parameters."""
    source = checks('''
        @probe(points=3)
        @pytest.mark.parametrize("n", [2, 5], ids=["small", "large"])
        def test_outer(student, n):
            """Doubling {n} gives twice {n}"""
            expect(student.calc.double(n) == 2 * n, "wrong")

        @pytest.mark.parametrize("x, y", [(1, 2)], ids=["pair"])
        @probe(points=1)
        def test_inner(student, x, y):
            """Doubling {x} gives {y:.1f}"""
            expect(student.calc.double(x) == y, "wrong")
    ''')
    assignment = write_assignment(tmp_path / "assignment", visible=source)

    report = grade(assignment, write_submission(tmp_path / "ada"))

    found = {check.id: (check.title, round(check.max_score, 3)) for check in report.tasks[0].checks}
    assert found == {
        "calc/outer[small]": ("Doubling 2 gives twice 2", 4.286),
        "calc/outer[large]": ("Doubling 5 gives twice 5", 4.286),
        "calc/inner[pair]": ("Doubling 1 gives 2.0", 1.429),
    }
    assert report.score == 10.0


POISON = "raise SystemExit('loaded: ' + __file__)\n"
PLANTED = (
    "conftest.py",
    "sitecustomize.py",
    "usercustomize.py",
    "pytest.py",
    "numpy.py",
    "_pytest/__init__.py",
)


def test_nothing_planted_is_loaded(tmp_path, monkeypatch):
    """Settings and modules of a submission, of the working folder and above the checks do nothing."""
    assignment = write_assignment(
        tmp_path / "course" / "assignment", hidden=CHECK.replace("_double", "_hidden")
    )
    submission = write_submission(tmp_path / "ada")
    here = tmp_path / "here"
    folders = [submission, here, assignment, assignment / "exercises", assignment.parent, tmp_path]
    for folder in folders:
        for name in PLANTED:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(POISON)
        (folder / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
        (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '--no-such-option'\n")
        (folder / "__init__.py").write_text(POISON)
    (assignment / "exercises" / "checks" / "__init__.py").touch()
    monkeypatch.chdir(here)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    monkeypatch.setenv("PYTHONPATH", str(here))
    monkeypatch.setenv("PYTHONSTARTUP", str(here / "conftest.py"))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "7")

    report = grade(assignment, submission)

    assert [check.message for check in by_name(report).values()] == ["", ""]
    assert report.score == 10.0


def test_a_conftest_beside_the_checks_is_the_instructors(tmp_path):
    """Both folders of checks may have one, with fixtures for their own checks."""
    source = checks('''
        @probe()
        def test_{name}(student, factor):
            """T"""
            expect(student.calc.double(factor) == {twice}, "wrong")
    ''')
    assignment = write_assignment(
        tmp_path / "assignment",
        visible=source.format(name="a", twice=6),
        hidden=source.format(name="b", twice=10),
    )
    fixture = "import pytest\n@pytest.fixture\ndef factor():\n    return {}\n"
    (assignment / "exercises/checks/conftest.py").write_text(fixture.format(3))
    (assignment / "reference/checks/conftest.py").write_text(fixture.format(5))

    report = grade(assignment, write_submission(tmp_path / "ada"))

    assert report.score == 10.0, [check.message for check in by_name(report).values()]


@pytest.mark.parametrize("more", ["", "\nassert check is not None\n"], ids=["compiled", "rewritten"])
def test_stale_bytecode_beside_the_checks_is_not_read(tmp_path, more):
    """A __pycache__ that a submission brought along with the checks' folder counts for nothing."""
    wrong = CHECK.replace("6.0", "7.0") + more
    assignment = write_assignment(tmp_path / "assignment", visible=wrong)
    file = assignment / "exercises" / "checks" / "test_calc.py"
    cache = Path(importlib.util.cache_from_source(file))
    stat = file.stat()
    head = importlib.util.MAGIC_NUMBER + struct.pack("<III", 0, int(stat.st_mtime), stat.st_size)
    code = marshal.dumps(compile(CHECK + more, file, "exec"))
    cache.parent.mkdir()
    cache.write_bytes(head + code)
    cache.with_name(f"test_calc.{sys.implementation.cache_tag}{SUFFIX}").write_bytes(head + code)

    report = grade(assignment, write_submission(tmp_path / "ada"))

    assert report.score == 0.0
    assert len(list(cache.parent.iterdir())) == 2


def test_the_worker_sees_nothing_of_the_judge(tmp_path, monkeypatch):
    """Neither the environment nor the paths of the judge reach the submission."""
    monkeypatch.setenv("GRADER_SECRET", "canary-of-the-environment")
    source = checks('''
        @probe()
        def test_look(student):
            """T"""
            expect(False, repr(student.calc.look()))
    ''')
    look = (
        "import os, sys\n"
        "def look():\n"
        "    return dict(os.environ), sys.path, sys.argv, os.getcwd(), sorted(sys.modules)\n"
    )
    assignment = write_assignment(tmp_path / "assignment", visible=source)

    seen = by_name(grade(assignment, write_submission(tmp_path / "ada", look), secret=b"canary"))[
        "look"
    ].message

    assert "canary" not in seen
    assert str(assignment) not in seen
    assert "'_pytest" not in seen
    assert "pydantic" not in seen


def test_events_tell_the_progress(tmp_path):
    """Each check begins and ends once, in order, and the number of checks is known from the start."""
    events = []

    grade(
        write_assignment(tmp_path / "a"),
        write_submission(tmp_path / "ada"),
        follow=lambda *e: events.append(e),
    )

    planned, *events = events
    assert [check.id for check in planned[0].checks] == ["calc/double"]
    assert events == [
        (CheckStarted("calc/double"), 1),
        (CheckFinished("calc/double", Verdict.PASSED), 1),
    ]


def test_no_folder_is_left_behind(tmp_path, monkeypatch):
    """All temporary folders of judge, template and worker are gone after a grading."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()

    grade(write_assignment(tmp_path / "a"), write_submission(tmp_path / "ada"))

    assert list((tmp_path / "tmp").iterdir()) == []


KILLED = checks(
    "\n".join(
        f'''
    @probe()
    def test_{name}(student, rng):
        """T"""
        x = rng.standard_normal()
        expect(student.calc.double(x, {name!r}) == 2 * x, "wrong")
    '''
        for name in "abcde"
    )
)
DIES = """\
    import os, pathlib

    def double(x, name):
        mark = pathlib.Path({folder!r}, name)
        if {times} > 0:
            with open(mark, "a") as file:
                file.write(repr(x) + "\\n")
            if mark.read_text().count("\\n") <= {times}:
                os.kill(os.getpid(), 9)
        return 2 * x
"""


def grade_killed(tmp_path, source):
    """Grade five checks by a submission behind the weakest wall; return verdicts and events."""
    events = []
    assignment = write_assignment(tmp_path / "assignment", visible=KILLED)
    submission = write_submission(tmp_path / "eve", source)
    request = Request(assignment, submission, secret=b"s", isolation=Level.PROCESS)
    report = by_name(run(request, lambda event, total: events.append(event)))
    return [report[name] for name in "abcde"], events


def marks_of(tmp_path):
    """Return what the submission wrote down in each run of each check."""
    return {path.name: path.read_text().splitlines() for path in sorted((tmp_path / "marks").iterdir())}


@pytest.mark.parametrize("dies", [1, 2])
def test_a_check_whose_worker_was_killed_runs_once_more(tmp_path, dies):
    """With the same inputs; one killing may be a stranger's and costs nothing, two are the submission's."""
    (tmp_path / "marks").mkdir()
    source = DIES.format(folder=str(tmp_path / "marks"), times=f"({dies} if name == 'b' else 0)")

    found, events = grade_killed(tmp_path, source)

    assert [check.verdict.value for check in found] == [
        "passed",
        "passed" if dies == 1 else "crashed",
        *["passed"] * 3,
    ]
    [runs] = marks_of(tmp_path).values()
    assert len(runs) == 2
    assert runs[0] == runs[1]
    assert [event.id for event in events if isinstance(event, CheckFinished)] == [
        f"calc/{name}" for name in "abcde"
    ]


def test_a_submission_that_always_kills_itself_is_tried_few_times(tmp_path):
    """It crashes in every check, and only the first three of them are run again."""
    (tmp_path / "marks").mkdir()
    source = DIES.format(folder=str(tmp_path / "marks"), times=9)

    found, _ = grade_killed(tmp_path, source)

    assert {check.verdict for check in found} == {Verdict.CRASHED}
    assert [len(runs) for runs in marks_of(tmp_path).values()] == [2, 2, 2, 1, 1]


PARRICIDE = """\
import os, signal
def double(x, name):
    os.kill(os.getppid(), signal.SIGKILL)
    return 2 * x
"""


def test_a_submission_that_kills_its_template_has_crashed_even_if_it_still_answers(tmp_path):
    """Whether the answer or the signal is faster is chance, and a verdict must not be."""
    found, _ = grade_killed(tmp_path, PARRICIDE)

    assert {check.verdict for check in found} == {Verdict.CRASHED}


def test_whoever_kills_again_and_again_from_outside_costs_nobody_a_point(tmp_path):
    """After three checks that a second run mended, a killing is nobody's verdict."""
    (tmp_path / "marks").mkdir()
    source = DIES.format(folder=str(tmp_path / "marks"), times=1)

    found, _ = grade_killed(tmp_path, source)

    assert [check.verdict.value for check in found] == ["passed"] * 3 + ["internal"] * 2
    assert "somebody outside kills workers" in found[-1].message


def test_a_killing_that_a_check_swallows_is_seen(tmp_path):
    """A check that takes any exception for the one that it expects is run again as well."""
    (tmp_path / "marks").mkdir()
    swallow = checks('''
        @probe()
        def test_a(student):
            """T"""
            try:
                student.calc.double(1.0, "a")
            except Exception:
                expect(False, "double raised")
    ''')
    assignment = write_assignment(tmp_path / "assignment", visible=swallow)
    source = DIES.format(folder=str(tmp_path / "marks"), times=1)
    submission = write_submission(tmp_path / "eve", source)

    report = run(Request(assignment, submission, secret=b"s", isolation=Level.PROCESS), lambda *_: None)

    assert by_name(report)["a"].verdict is Verdict.PASSED


LONG_FIRST = checks('''
    @probe(kind="accuracy")
    def test_long(student):
        """T"""
        expect(student.calc.double(2.0) == 4.0, "wrong")

    @probe()
    def test_short(student):
        """T"""
        expect(student.calc.double(2.0) == 4.0, "wrong")
''')


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processors cannot be chosen here")
def test_what_takes_longest_comes_last_where_no_processor_is_idle(tmp_path):
    """Whoever waits sees the verdicts of the others at once; the report has its own order."""
    assignment = write_assignment(tmp_path / "a", visible=LONG_FIRST)
    processors, ended = os.sched_getaffinity(0), []
    os.sched_setaffinity(0, {min(processors)})
    try:
        report = grade(
            assignment,
            write_submission(tmp_path / "s"),
            follow=lambda event, total: ended.append(event.id) if isinstance(event, CheckFinished) else None,
        )
    finally:
        os.sched_setaffinity(0, processors)

    assert ended == ["calc/short", "calc/long"]
    assert list(by_name(report)) == ["long", "short"]
