"""Specify what the command line and the examiner load before they need it: counted, not timed."""

import json
import os
import subprocess
import sys

import pytest

from grader.hearing import environment
from tests.assignments import write_assignment

HEAVY = {"dask", "jinja2", "matplotlib", "nbformat", "numpy", "pooch", "pytest", "sqlalchemy", "watchfiles"}


def loaded(program: str) -> set[str]:
    """Return the top names of the modules that are loaded once a *program* has run, whatever it prints."""
    report = "import json, sys\nprint(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    run = f"try:\n    {program}\nexcept SystemExit:\n    pass\n{report}"
    done = subprocess.run([sys.executable, "-P", "-c", run], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in json.loads(done.stderr)}


@pytest.mark.parametrize(
    "program, unwanted",
    [
        ("import grader", HEAVY | {"pydantic", "rich", "typer", "yaml"}),
        ("import grader.cli", HEAVY | {"dataclasses", "inspect", "pydantic", "rich", "typer", "yaml"}),
        ("import grader.commands", HEAVY | {"pydantic", "rich", "yaml"}),
        ("import grader.grading", HEAVY | {"rich", "typer"}),
        ("import grader.atterminal, grader.progressview", HEAVY | {"pydantic", "rich", "typer", "yaml"}),
        ("import grader.examiner", HEAVY | {"pydantic", "rich", "typer", "yaml"}),
    ],
)
def test_a_module_loads_only_what_it_needs(program, unwanted):
    """What one command needs must not be paid for by all of them, and nothing before it is needed."""
    assert loaded(program) & unwanted == set()


def test_the_version_costs_no_more_than_the_commands():
    """It reads no configuration and starts nothing."""
    program = "import sys; sys.argv = ['grader', '--version']; from grader.cli import main; main()"

    assert loaded(program) & (HEAVY | {"rich", "yaml"}) == set()


@pytest.mark.parametrize("command", ["check", "grade", "batch"])
def test_help_needs_neither_arrays_nor_checks(command):
    """Rich and pydantic are Typer's own."""
    words = f"['grader', '{command}', '--help']"

    assert loaded(f"import sys; sys.argv = {words}; from grader.cli import main; main()") & HEAVY == set()


START = """
import gc, importlib.metadata, json, os, sys
from _pytest.assertion import rewrite
from grader.exam import Exam

counts = {"metadata": 0, "rewritten": 0}

def counted(module, name, count):
    original = getattr(module, name)
    def replaced(*args, **keywords):
        counts[count] += 1
        return original(*args, **keywords)
    setattr(module, name, replaced)

def tell(self, session):
    print(json.dumps([sorted(sys.modules), counts, gc.isenabled()]), file=sys.stderr)
    os._exit(0)

counted(importlib.metadata, "distributions", "metadata")
counted(rewrite, "rewrite_asserts", "rewritten")
Exam._await_submission = tell
sys.argv = ["examiner", str(os.open(os.devnull, os.O_WRONLY))]
from grader.examiner import main
main()
"""
NOT_YET = {
    *("archive", "diagnosis", "intake", "misconceptions", "notebooks", "recognition", "report"),
    *("schema", "serving", "stage", "training"),
}
"""Modules of ours that are for what comes in, for failures, for seats and for reports."""


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """What an examiner has when its checks are collected: modules, counts, whether garbage is looked for."""
    assignment = write_assignment(tmp_path_factory.mktemp("course"))
    job = {"assignment": str(assignment), "dataset": None, "files": {}, "missing": [], "scope": "visible"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", START],
        input=json.dumps({**job, "terms": None, "waits": True, "spreads": True}) + "\n",
        env={**environment(), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    modules, counts, collects = json.loads(done.stderr.splitlines()[-1])
    return set(modules), counts, collects


def test_an_examiner_has_loaded_what_its_checks_need(ready):
    """A student waits for just this: the first verdict comes right behind it."""
    modules, _, _ = ready
    ours = {name.removeprefix("grader.") for name in modules if name.startswith("grader.")}

    assert ours & NOT_YET == set()
    assert len(ours) <= 90, sorted(ours)
    assert {
        f"_pytest.{name}" for name in ("faulthandler", "pastebin", "setuponly", "stepwise")
    } & modules == set()


def test_an_examiner_reads_no_metadata_and_rewrites_nothing(ready):
    """Pytest does both for each plugin that it is told by name; a file without an assertion is compiled."""
    _, counts, _ = ready

    assert counts == {"metadata": 0, "rewritten": 0}


def test_garbage_is_collected_again_once_the_checks_are(ready):
    """While modules are loaded there is next to none."""
    assert ready[2] is True
