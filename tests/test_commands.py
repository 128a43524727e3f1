"""Specify what the commands' own module does: mount the others, and `check`, `doctor` and `schema`."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import grader
from grader import commands, grading
from grader.doctor import Finding
from grader.errors import UsageError
from grader.schema import json_schema
from tests.assignments import write_assignment, write_submission
from tests.gradebooks import check, report

ROOT = Path(__file__).parents[1]
MODULES = sorted(path.stem for path in (ROOT / "grader").glob("*commands.py"))


def functions(app):
    """Return the functions that *app* makes commands of, those of what it mounts included."""
    own = {command.callback for command in app.registered_commands}
    return own.union(*(functions(group.typer_instance) for group in app.registered_groups))


def leaves(command, path=()):
    """Yield the path and the command of all that can be called below *command*."""
    if not hasattr(command, "commands"):
        yield path, command
        return
    for name, below in command.commands.items():
        yield from leaves(below, (*path, name))


LEAVES = dict(leaves(typer.main.get_command(commands.app)))


@pytest.fixture
def course(tmp_path, monkeypatch):
    """An assignment and a submission, and a working folder that is neither."""
    write_assignment(tmp_path / "course")
    write_submission(tmp_path / "ada")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.fixture
def graded(monkeypatch):
    """Have the next grading answered by a report of *checks*; return the requests."""
    requests = []

    def answer(*checks, **changed):
        made = report("ada", 100.0, *checks).model_copy(update=changed)

        def double(request, follow, tell=None, early=None):
            requests.append((request, early))
            return made

        monkeypatch.setattr(grading, "grade", double)
        return requests

    return answer


def run(*arguments, early=None):
    """Call the commands in this process."""
    return CliRunner().invoke(commands.app, list(map(str, arguments)), obj=early)


@pytest.mark.parametrize("module", MODULES)
def test_every_module_of_commands_is_mounted(module):
    """A command that is written can be called."""
    apps = [
        each for each in vars(import_module(f"grader.{module}")).values() if isinstance(each, typer.Typer)
    ]

    assert apps
    assert set().union(*map(functions, apps)) <= functions(commands.app)


def test_no_command_hides_another():
    """Each function has a name of its own."""
    assert len(LEAVES) == len(functions(commands.app))


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_says_what_it_does_and_how_it_is_called(path):
    """A first line, an example that calls it by its whole name, and help for each option."""
    command = LEAVES[path]

    assert command.help
    assert command.epilog.startswith(f"Example: grader {' '.join(path)}")
    assert [each.name for each in command.params if not getattr(each, "help", None)] == []


def test_the_version_is_told_before_anything_else():
    """Even where the rest of the line is wrong."""
    result = run("--version", "nonsense")

    assert (result.exit_code, result.output) == (0, f"grader {grader.__version__}\n")


def test_without_a_command_the_help_is_shown():
    """Every group and every command in it."""
    text = run().output

    assert all(f" {path[0]} " in text for path in LEAVES)


@pytest.mark.parametrize("verdict, code", [("passed", 0), ("failed", 1), ("blocked", 1), ("timeout", 1)])
def test_check_ends_with_1_unless_all_is_passed(course, graded, verdict, code):
    """One check among those that pass is enough."""
    graded(check("sum"), check("mean", verdict, 1.0 if verdict == "passed" else 0.0))

    assert run("check", "ada", "-a", "course").exit_code == code


def test_check_ends_with_3_where_the_grader_has_failed(course, graded):
    """That is not the student's fault."""
    graded(check("sum", "failed", 0.0), status="internal", score=None)

    assert run("check", "ada", "-a", "course").exit_code == 3


@pytest.mark.parametrize(
    "arguments", [["check", "ada", "-a", "course"], ["-a", "course", "check", "ada"]], ids=["own", "common"]
)
def test_check_asks_for_what_students_may_see(course, graded, arguments):
    """The assignment may be named before or after the command; an examiner that waits is taken."""
    requests = graded(check("sum"))
    early = object()

    run(*arguments, early=early)

    ((request, taken),) = requests
    assert (request.scope, request.submission) == ("visible", Path("ada"))
    assert request.assignment.resolve() == course / "course"
    assert taken is early


@pytest.mark.parametrize("option", [["--json"], ["--format", "json"]], ids=" ".join)
def test_check_prints_the_report_for_machines(course, graded, option):
    """Nothing else is on standard output."""
    graded(check("sum"))

    result = run("check", "ada", "-a", "course", *option)

    assert json.loads(result.stdout)["submission"]["id"] == "ada"


@pytest.mark.parametrize("option", [["--json"], ["--format", "json"]], ids=" ".join)
def test_watching_is_for_people(course, graded, option):
    """No machine reads a screen; nothing is graded."""
    requests = graded(check("sum"))

    result = run("check", "ada", "-a", "course", "--watch", *option)

    assert isinstance(result.exception, UsageError)
    assert "leave out --json or leave out --watch" in str(result.exception)
    assert requests == []


@pytest.mark.parametrize("ok, mark, code", [(True, "ok", 0), (False, "BAD", 1), (None, "--", 0)])
def test_doctor_ends_with_1_where_something_must_be_repaired(course, monkeypatch, ok, mark, code):
    """What is absent and not needed is no fault; each finding is one line, however long."""
    found = [Finding("python", True, "3.11"), Finding("sandbox", ok, "says " + "much " * 40 + "more")]
    monkeypatch.setattr("grader.doctor.examine", lambda assignment: found)

    result = run("doctor")

    assert result.exit_code == code
    first, second = result.output.splitlines()
    assert first.split() == ["ok", "python", "3.11"]
    assert second.split()[:3] == [mark, "sandbox", "says"]
    assert second.endswith("much more")


@pytest.mark.parametrize(
    "arguments, expected",
    [(["doctor"], None), (["doctor", "-a", "course"], "course"), (["-a", "course", "doctor"], "course")],
)
def test_doctor_needs_no_assignment(course, monkeypatch, arguments, expected):
    """It looks at the one that is named or at hand, and at the machine alone where there is none."""
    asked = []
    monkeypatch.setattr("grader.doctor.examine", lambda assignment: asked.append(assignment) or [])

    result = run(*arguments)

    assert result.exit_code == 0
    assert asked == [expected and Path(expected)]


def test_doctor_finds_the_assignment_at_hand(course, monkeypatch):
    """In whose folder one stands."""
    asked = []
    monkeypatch.setattr("grader.doctor.examine", lambda assignment: asked.append(assignment) or [])
    monkeypatch.chdir(course / "course")

    run("doctor")

    assert [each.resolve() for each in asked] == [course / "course"]


def test_the_schema_is_that_of_the_report():
    """As JSON, ready for a file."""
    result = run("schema")

    assert json.loads(result.output) == json_schema()
    assert result.output.endswith("\n}\n")
