"""Specify what the command line and the examiner load before they need it: counted, not timed."""

import json
import subprocess
import sys

import pytest

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
        ("import grader.cli", HEAVY | {"pydantic", "rich", "typer", "yaml"}),
        ("import grader.commands", HEAVY | {"pydantic", "rich", "yaml"}),
        ("import grader.grading", HEAVY | {"rich", "typer"}),
        ("import grader.atterminal, grader.progressview", HEAVY | {"pydantic", "rich", "typer", "yaml"}),
        ("import grader.examiner", HEAVY - {"numpy"} | {"rich", "typer"}),
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
