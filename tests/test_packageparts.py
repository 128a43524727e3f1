"""Specify the parts of a package: shipped files, the installed grader, the assignment."""

from __future__ import annotations

import pytest

from grader.packageparts import Package, assignment_parts, below, installed_parts, package, shipped
from tests.assignments import CONFIG, write_assignment

SECRET = "canary-secret-77"


@pytest.mark.parametrize("platform", ["github", "gitlab", "docker"])
def test_shipped_files_have_their_hidden_names(platform):
    """A folder `.github` is one in the package, not here, where GitHub would run it."""
    files = shipped(platform)

    assert files
    assert not [path for path in files if {"github", "gitlab-ci.yml", "dockerignore"} & set(path.split("/"))]


@pytest.mark.parametrize("platform", ["github", "gitlab", "docker"])
def test_shipped_files_end_lines_as_unix_does(platform):
    """A shell on Linux takes a carriage return for a part of the last word."""
    assert not [path for path, content in shipped(platform).items() if b"\r" in content]


@pytest.mark.parametrize("platform", ["github", "gitlab", "docker"])
def test_scripts_stop_at_the_first_fault(platform):
    """Whatever goes wrong is an exit code, and no score."""
    scripts = {path: text.decode() for path, text in shipped(platform).items() if path.endswith(".sh")}

    assert scripts
    assert not [path for path, text in scripts.items() if "\nset -euo pipefail\n" not in text]


def test_the_installed_grader_is_a_wheel_and_a_lock():
    """The dependencies themselves are fetched where it is installed, by their hashes."""
    parts = installed_parts()

    lock, wheel = sorted(parts, reverse=True)
    assert lock == "requirements.lock"
    assert b"--hash=sha256:" in parts[lock]
    assert wheel.startswith("nn_grader-")
    assert parts[wheel].startswith(b"PK")


@pytest.mark.parametrize("wanted", [True, False])
def test_the_secret_is_there_where_it_is_wanted(tmp_path, monkeypatch, wanted):
    """The one that is in force here; all else of the assignment always is."""
    monkeypatch.setenv("GRADER_SECRET", SECRET)

    parts = assignment_parts(write_assignment(tmp_path / "course"), secret=wanted)

    assert ("assignment/.grader-secret" in parts) is wanted
    assert (SECRET.encode() in b"".join(parts.values())) is wanted
    assert {"assignment/config.yaml", "assignment/exercises/checks/test_calc.py"} <= set(parts)


def test_files_are_moved_into_a_folder():
    """Their contents are the same."""
    assert below("private", {"a/b": b"1"}) == {"private/a/b": b"1"}


@pytest.mark.parametrize("level, told", [("process", True), ("seccomp", True), ("landlock", False)])
def test_an_assignment_that_accepts_weak_walls_is_told(tmp_path, level, told):
    """On a machine with the hidden checks a submission must not read files; the first step says so."""
    config = f"{CONFIG}isolation:\n  require: {level}\n"
    assignment = write_assignment(tmp_path / "course", config=config)

    made = package({}, assignment, ("push",))

    assert (len(made.steps) == 2 and "isolation.require" in made.steps[0]) is told
    assert made.steps[-1] == "push"


def test_scripts_are_programs():
    """And nothing else is."""
    made = Package({"a/setup.sh": b"", "action.yml": b"", "autograder.py": b""}, ())

    assert made.executable == {"a/setup.sh"}
