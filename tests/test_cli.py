"""Specify the command line: what goes in, what comes out where, and the exit codes."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import psutil
import pytest

from grader import cli, grading
from grader.schema import json_schema
from tests.assignments import (
    CHECK,
    CONFIG,
    SOLUTION,
    by_name,
    checks,
    grade,
    listing,
    write_assignment,
    write_submission,
)

TWO = CHECK + checks('''
    @probe()
    def test_half(student):
        """Half halves"""
        expect(student.calc.double(1.0) == 3.0, "not three")
''')
LOOP = "def double(x):\n    while True:\n        pass\n"


@pytest.fixture
def call(monkeypatch, capsys):
    """Call the command line in this process; return exit code, standard output and standard error."""
    handler = signal.getsignal(signal.SIGTERM)

    def calls(*arguments):
        monkeypatch.setattr(sys, "argv", ["grader", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        captured = capsys.readouterr()
        return ended.value.code or 0, captured.out, captured.err

    yield calls
    signal.signal(signal.SIGTERM, handler)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """An assignment, a right submission, and a working folder of its own; the secret is set."""
    write_assignment(tmp_path / "course", visible=TWO)
    write_submission(tmp_path / "ada")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("GRADER_SECRET", "a secret")
    return tmp_path


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A report that was made once."""
    folder = tmp_path_factory.mktemp("made")
    return grade(write_assignment(folder / "course", visible=TWO), write_submission(folder / "ada"))


@pytest.fixture
def graded(course, made, monkeypatch):
    """Have every grading answered by the report that was made once."""
    requests = []

    def quick(request, follow, tell=None, early=None):
        requests.append(request)
        return made

    monkeypatch.setattr(grading, "grade", quick)
    return requests


COMMANDS = [
    "check",
    "grade",
    "batch",
    "gradebook show",
    "gradebook adjust",
    "gradebook history",
    "gradebook export",
    "diff",
    "similar",
    "verify",
    "build",
    "release",
    "new",
    "package gradescope",
    "package github",
    "package gitlab",
    "package docker",
    "data info",
    "data fetch",
    "doctor",
    "schema",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_by_an_example(call, command):
    """--help ends well and shows a call that can be copied."""
    code, out, _ = call(*command.split(), "--help")

    assert code == 0
    assert re.search(rf"Example: +grader +{command.split()[0]}", out)


def test_the_list_of_commands_is_complete(call):
    """A command that is added is added to the test above."""
    groups = ("data", "gradebook", "package")
    out = "".join([call("--help")[1], *(call(group, "--help")[1] for group in groups)])

    assert all(re.search(rf"│ {command.split()[-1]} ", out) for command in COMMANDS)
    listed = re.findall(r"^│ ([a-z]+) ", out, re.MULTILINE)
    assert sorted(listed) == sorted([*(command.split()[-1] for command in COMMANDS), *groups])


def test_the_version_is_told(call):
    """For the report of a fault."""
    code, out, _ = call("--version")

    assert (code, out.startswith("grader ")) == (0, True)


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["grade"], ["grade", "x", "--nonsense"], ["check", "a", "b"]]
)
def test_a_wrong_call_is_2(call, arguments):
    """Usage errors are told on standard error, and nothing else."""
    code, out, err = call(*arguments)

    assert (code, out) == (2, "")
    assert err


@pytest.mark.parametrize("fraction", ["-0.1", "1.1", "much"])
def test_a_fraction_is_one(call, course, fraction):
    """--fail-under takes a number from 0 to 1."""
    assert call("grade", course / "ada", "--fail-under", fraction)[0] == 2


def test_grade_writes_the_report_and_shows_it(call, course):
    """Text goes to standard output, the place of the report to standard error."""
    code, out, err = call("grade", course / "ada", "-a", course / "course")

    report = json.loads((course / "here" / "report.json").read_text())
    assert code == 0
    assert report["score"] == 5.0
    assert "5 of 10 points" in out
    assert "\x1b" not in out
    assert err == "report: report.json\n"


@pytest.mark.parametrize("option", [["--json"], ["--format", "json"]])
def test_json_is_the_report_and_nothing_else(call, course, graded, option):
    """Standard output is valid against the schema, standard error is empty, and no file appears."""
    code, out, err = call("grade", course / "ada", "-a", course / "course", *option)

    jsonschema.validate(json.loads(out), json_schema())
    assert (code, err) == (0, "")
    assert listing(course / "here") == {}


def test_json_and_a_file(call, course, graded):
    """With -o both are there and equal."""
    code, out, _ = call("grade", course / "ada", "-a", course / "course", "--json", "-o", "r.json")

    assert code == 0
    assert (course / "here" / "r.json").read_text() == out


@pytest.mark.parametrize("command", ["grade", "check"])
def test_an_import_of_what_is_not_there_is_noted(call, course, command):
    """For people, on standard error; a program that reads JSON is told nothing."""
    write_submission(course / "ada", "import torch\n" + SOLUTION)

    _, _, err = call(command, course / "ada", "-a", course / "course")
    _, _, quiet = call(command, course / "ada", "-a", course / "course", "--json")

    assert err.startswith(
        "note: calc.py, line 1 imports torch, which is not there when graded; "
        "what needs it will fail, an unused import costs nothing"
    )
    assert quiet == ""


def test_check_reads_the_nearest_assignment(call, course, graded, monkeypatch):
    """Inside an assignment nothing needs to be named; failing checks end with 1."""
    shutil.copy(course / "ada" / "calc.py", course / "course" / "exercises")
    monkeypatch.chdir(course / "course" / "exercises")

    code, out, _ = call("check")

    assert code == 1
    assert "Half halves" in out
    assert graded[0].scope == "visible"
    assert graded[0].assignment == course / "course"


def test_the_assignment_can_stand_before_or_after_the_command(call, course, graded):
    """-a means the same in both places, and the one after the command wins."""
    first = call("-a", course / "course", "grade", course / "ada", "--json")
    second = call("grade", "--assignment", course / "course", course / "ada", "--json")
    third = call("-a", "nowhere", "grade", course / "ada", "--json", "-a", course / "course")

    assert first == second == third
    assert {request.assignment for request in graded} == {course / "course"}


@pytest.mark.parametrize("fraction, code", [("0", 0), ("0.49", 0), ("0.5", 0), ("0.51", 1), ("1", 1)])
def test_the_score_may_equal_the_bound(call, course, graded, fraction, code):
    """The report is written in either case."""
    found = call("grade", course / "ada", "-a", course / "course", "--fail-under", fraction)[0]

    assert found == code
    assert (course / "here" / "report.json").is_file()


def test_an_internal_fault_is_3(call, course):
    """The score is withheld, the report is written all the same, and the reason is told."""
    source = checks('''
        @probe()
        def test_nothing(student):
            """T"""
    ''')
    write_assignment(course / "broken", visible=source)

    code, out, err = call("grade", course / "ada", "-a", course / "broken")

    assert code == 3
    assert json.loads(Path("report.json").read_text())["score"] is None
    assert "No score" in out
    assert "the grader itself failed at some checks; the score is withheld" in err


def test_a_student_reads_no_hidden_inputs(call, course):
    """--audience student renders screen and file alike."""
    hidden = checks('''
        @probe()
        def test_hidden(student):
            """T"""
            expect(student.calc.double(1.0) == 3.0, "CANARY")
    ''')
    write_assignment(course / "course", hidden=hidden)

    code, out, _ = call("grade", course / "ada", "-a", course / "course", "--audience", "student")

    assert code == 0
    assert "CANARY" not in out + Path("report.json").read_text()


BAD = {
    "no folder": (["nobody"], {}, "nobody"),
    "empty folder": (["empty"], {}, "empty"),
    "not UTF-8": (["latin"], {}, "calc.py"),
    "unknown key": (["ada", "-a", "unknown"], {}, "titel"),
    "negative points": (["ada", "-a", "negative"], {}, "tasks.calc.points"),
    "unknown task": (["ada", "-a", "task"], {}, "test_calc.py: test_double: unknown task 'clac'"),
    "syntax error": (["ada", "-a", "syntax"], {}, "test_calc.py: SyntaxError"),
    "needs in a circle": (["ada", "-a", "circle"], {}, "test_calc.py: calc/double needs calc/double;"),
    "unknown need": (["ada", "-a", "need"], {}, "test_calc.py: calc/double needs calc/half, which"),
    "one name twice": (["ada", "-a", "twice"], {}, "test_calc.py: two checks are called test_double"),
    "missing data": (["ada", "--dataset", "full"], {"GRADER_DATA": "empty"}, "grader data fetch"),
    "unknown dataset": (["ada", "--dataset", "ful"], {}, "'ful'"),
    "no assignment": (["ada", "-a", "empty"], {}, "config.yaml"),
    "report in no folder": (["ada", "-o", "no/such/folder/r.json"], {}, "no/such/folder/r.json"),
    "report is a folder": (["ada", "-o", "empty"], {}, "empty"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_line_that_names_it(call, course, monkeypatch, name):
    """Exit code 2, nothing on standard output, nothing written, not even a secret."""
    monkeypatch.delenv("GRADER_SECRET")
    monkeypatch.chdir(course)
    (course / "empty").mkdir()
    (course / "latin").mkdir()
    (course / "latin" / "calc.py").write_bytes(b"x = '\xe9'\n")
    write_assignment(course / "unknown", config=CONFIG.replace("title: A", "titel: x\ntitle: A"))
    write_assignment(course / "negative", config=CONFIG.replace("points: 10", "points: -1"))
    write_assignment(course / "task", visible=CHECK.replace('"calc"', '"clac"'))
    write_assignment(course / "syntax", visible="def (")
    write_assignment(course / "circle", visible=CHECK.replace("hint=", 'needs=["calc/double"], hint='))
    write_assignment(course / "need", visible=CHECK.replace("hint=", 'needs=["calc/half"], hint='))
    write_assignment(course / "twice", visible=2 * CHECK)
    arguments, environment, named = BAD[name]
    for variable, value in environment.items():
        monkeypatch.setenv(variable, str(course / value))
    before = listing(course)

    code, out, err = call("-a", "course", "grade", *arguments, "--json")

    assert (code, out) == (2, "")
    assert err.startswith("grader: ")
    assert named in err
    assert err.count("\n") == 1
    assert listing(course) == before


def test_verify_names_its_faults(call, course):
    """The reference fails a check: exit code 1."""
    (course / "course" / "exercises" / "calc.py").write_text(
        "def double(x):\n    raise NotImplementedError\n"
    )

    write_submission(course / "course" / "reference")

    code, out, _ = call("verify", "-a", course / "course")

    assert code == 1
    assert out.splitlines() == [
        "reference: calc/half internal: the reference fails this check as well: not three",
        "reference: calc/half fails it with every secret: not three",
        "reference: no score of 10.0 points",
        "exercises: 0.0 of 10.0 points",
        "0 misconceptions against 2 checks with 1 secret; the reference with 20",
    ]


def test_schema_is_json(call):
    """It can be sent to a file as it is."""
    code, out, err = call("schema")

    assert (code, err) == (0, "")
    assert json.loads(out) == json_schema()


def test_data_info_names_the_files(call):
    """One line per file: which dataset, whether it is whole, where it is."""
    code, out, _ = call("data", "info")

    assert code == 0
    assert "embedded" in out


def test_data_fetch_tells_what_is_wrong(call, tmp_path, monkeypatch):
    """A folder without the files is one line with exit code 2, and nothing is kept."""
    monkeypatch.setenv("GRADER_DATA", str(tmp_path / "data"))
    (tmp_path / "source").mkdir()

    code, out, err = call("data", "fetch", "--from", tmp_path / "source")

    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert not list(tmp_path.rglob("*.gz"))


def test_doctor_says_what_it_found(call, course):
    """A line per finding, also outside of any assignment."""
    code, out, _ = call("doctor")

    assert code in (0, 1)
    assert "isolation" in out


def started(course, *arguments, **environment):
    """Start the command line as a process of its own, in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", "from grader.cli import main; main()", *map(str, arguments)],
        cwd=course / "here",
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # Whoever runs the tests in the background of a script has Ctrl-C ignored in all of them.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  no threads here
        text=True,
    )


def workers(process, deadline_s=20.0):
    """Return the family of *process* as soon as a worker is busy in it."""
    end = time.monotonic() + deadline_s
    while time.monotonic() < end:
        family = process.children(recursive=True)
        if len(family) >= 3:
            return family
        time.sleep(0.02)
    raise AssertionError("no worker was started")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_everything(course, number):
    """All processes are gone, nothing is written and no folder is left."""
    (course / "tmp").mkdir()
    config = CONFIG.replace("call_cpu_s: 1", "call_cpu_s: 60").replace("call_wall_s: 2", "call_wall_s: 60")
    write_assignment(course / "course", config=config.replace("check_wall_s: 5", "check_wall_s: 60"))
    write_submission(course / "ada", LOOP)
    before = listing(course)
    process = started(course, "grade", course / "ada", "-a", course / "course", TMPDIR=str(course / "tmp"))
    family = workers(psutil.Process(process.pid))

    process.send_signal(number)
    out, err = process.communicate(timeout=20)

    assert psutil.wait_procs(family, timeout=2)[1] == []
    assert (process.returncode, out) == (130, "")
    assert err == "grader: interrupted; nothing was written\n"
    assert listing(course) == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("module", ["grader.launch", "grader.headstart", "grader.hearing", "grader.commands"])
def test_an_early_ctrl_c_ends_quietly(course, module, number):
    """What is loaded by then does not matter: no traceback, and nothing to tell."""
    program = f"""
import os, sys

class Interrupts:
    def find_spec(self, name, *_):
        if name == {module!r}:
            os.kill(os.getpid(), {number.value})

from grader.cli import main
sys.meta_path.insert(0, Interrupts())
main()
"""

    done = subprocess.run(
        [sys.executable, "-c", program, "--version"],
        cwd=course,
        capture_output=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_interrupts_are_left_as_they_were(call, course):
    """Whoever calls the command line inside another program can interrupt that afterwards."""
    before = signal.getsignal(signal.SIGINT)

    call("--version")

    assert signal.getsignal(signal.SIGINT) is before


def test_no_colour_where_nobody_looks(course):
    """Sent to a file, or with NO_COLOR, the text has no escape in it."""
    write_submission(course / "ada", SOLUTION + "\n")

    process = started(course, "grade", course / "ada", "-a", course / "course", NO_COLOR="1", FORCE_COLOR="1")
    out, err = process.communicate(timeout=20)

    assert process.returncode == 0, err
    assert "5 of 10 points" in out
    assert "\x1b[3" not in out + err


def test_a_run_by_name_is_what_the_function_returns(call, course):
    """The report that is printed is the one that the grading made, for staff in full."""
    report = grade(course / "course", course / "ada")

    _, out, _ = call("grade", course / "ada", "-a", course / "course", "--json")

    found = {check["id"]: check["verdict"] for task in json.loads(out)["tasks"] for check in task["checks"]}
    assert found == {f"calc/{name}": check.verdict for name, check in by_name(report).items()}


def test_the_assignment_is_never_that_of_the_submission(call, course):
    """A config.yaml with checks of its own inside a submission decides nothing and is not run."""
    write_assignment(course / "ada", visible=CHECK + "\nopen('ran', 'w')\n")

    code, out, err = call("grade", course / "ada")

    assert (code, out) == (2, "")
    assert "no config.yaml" in err
    assert not list(course.rglob("ran"))
