"""The doctor tries what grading needs on this machine, and tells it in one line each."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from grader import attempts, cgroup, doctor, mnist, sandbox, trials
from grader.confinement import Cause, Ended, Level
from grader.doctor import Finding, examine
from grader.errors import DataError, InternalFault
from grader.trials import Trial
from tests.assignments import CONFIG, write_assignment

STOPPED = dict.fromkeys((name for names in trials.ASPECTS.values() for name in names), attempts.STOPPED)
EVERYTHING = [Trial(level, parts=("seccomp",), outcomes=STOPPED) for level in Level]


@pytest.fixture(scope="module")
def findings():
    """What the doctor says here, by name."""
    return {finding.name: finding for finding in examine()}


@pytest.fixture
def quick(monkeypatch):
    """Let no process be started: each would answer with nothing, and every level holds."""
    silence = subprocess.CompletedProcess([], 0, "", "")
    monkeypatch.setattr(doctor, "_run", lambda program: silence)
    monkeypatch.setattr(trials, "try_all", lambda: EVERYTHING)


@pytest.fixture
def came_of(quick, monkeypatch):
    """Let the trials of levels give what a test says; those that it leaves out are not here."""

    def tried(**given):
        absent = Trial(Level.PROCESS, reason="it is not there")
        found = [replace(given.get(level, absent), level=level) for level in Level]
        monkeypatch.setattr(trials, "try_all", lambda: found)

    return tried


def found(name, assignment=None):
    """Return the one finding of that name."""
    return next(finding for finding in examine(assignment) if finding.name == name)


@pytest.mark.parametrize("name", ["python", "packages", "numpy", "processors", "isolation", "embedded data"])
def test_what_every_machine_needs_works_here(name, findings):
    """Where these fail, the other tests mean little."""
    assert findings[name].ok is True, findings[name].text


def test_findings_are_single_lines(findings):
    """Each can stand in a table."""
    assert all(finding.text and "\n" not in finding.text for finding in findings.values())


def test_versions_are_named(findings):
    """A bug report can be written from the doctor's words."""
    assert np.__version__ in findings["numpy"].text
    assert "BLAS" in findings["numpy"].text
    assert "pytest-json-report" in findings["packages"].text
    assert any(level in findings["isolation"].text for level in Level)


def test_limits_are_seen_to_stop_a_process(findings):
    """Where the system enforces them, the finding is that a process was stopped, not that a call exists."""
    assert findings["fork"] == Finding("fork", True, "a process forks and ends as told")
    assert findings["cpu limit"].ok is True
    assert "stopped" in findings["cpu limit"].text


def test_a_limit_that_does_not_stop_is_a_fault(quick):
    """A process that outlives its CPU limit makes grading unsafe; memory is watched otherwise too."""
    cpu, memory, fork = found("cpu limit"), found("memory limit"), found("fork")

    assert cpu.ok is False
    assert memory.ok is None
    assert fork.ok is False


def test_a_probe_that_breaks_is_a_finding(quick, monkeypatch):
    """The doctor survives what it finds, and says it in one line."""

    def broken(name):
        raise DataError("mnist-embedded.npz: damaged\n(zip)")

    monkeypatch.setattr(mnist, "load", broken)

    finding = found("embedded data")

    assert finding == Finding("embedded data", False, "DataError: mnist-embedded.npz: damaged (zip)")


@pytest.mark.parametrize("level", Level)
def test_each_level_is_told_of_by_what_held(level, findings):
    """A line a level: it was tried to break out of it, and what it promises to stop was stopped."""
    finding = findings[level]
    if finding.ok is None and os.environ.get("CI") != "true":
        pytest.skip(finding.text)

    assert finding.ok is True, finding.text
    assert finding.text.startswith("works: environment")
    assert all(aspect in finding.text for aspect in trials.Aspect)
    assert ("does not stop: " in finding.text) == (level is not Level.BUBBLEWRAP)


def test_what_a_level_does_not_stop_is_said(came_of):
    """Nobody is told of a level that works without its limits."""
    came_of(process=Trial(Level.PROCESS, outcomes=STOPPED))

    text = found("process").text

    held, _, rest = text.partition(" held; does not stop: ")
    assert held == f"works: {', '.join(trials.promised(Level.PROCESS))}"
    assert {"network", "files", "processes"} <= set(rest.split(", "))


def test_a_level_that_fails_is_a_fault(came_of):
    """What should have been stopped and was not is named."""
    broken = STOPPED | {"connect": attempts.THROUGH}
    came_of(seccomp=Trial(Level.SECCOMP, outcomes=broken), process=Trial(Level.PROCESS, outcomes=STOPPED))

    finding = found("seccomp")

    assert finding.ok is False
    assert "does NOT stop connect (it worked)" in finding.text
    assert "network" not in finding.text.partition("held: ")[2]


def test_control_groups_are_tried(findings):
    """Where groups are ours, memory beyond the group's ends a process; elsewhere the reason is told."""
    finding = findings["control groups"]

    assert finding.ok is not False, finding.text
    assert finding.ok or finding.text.startswith("not here: ")
    assert not finding.ok or cgroup.why() == ""


@pytest.mark.parametrize("cause, ok", [(Cause.MEMORY, True), (Cause.ENDED, False)])
def test_a_group_that_does_not_hold_is_a_fault(cause, ok, quick, monkeypatch):
    """The end of the process tells, not that there is a group."""
    ended = Ended(cause, 0, None, 0.0, 0.0, 0)
    confined = SimpleNamespace(group=object(), wait=lambda: ended, stop=lambda: None)
    monkeypatch.setattr(sandbox, "Confined", lambda order: confined)

    assert found("control groups").ok is ok


@pytest.mark.parametrize(
    "reason, remedy",
    [
        ("bubblewrap is not installed (the program bwrap)", "apt-get install bubblewrap"),
        ("libseccomp.so.2 was not found", "apt-get install libseccomp2"),
        ("bwrap: No permissions to create new namespace", ""),
    ],
)
def test_a_level_that_is_not_here_is_no_fault(reason, remedy, came_of):
    """The reason is told, and what can be done about it."""
    came_of(process=EVERYTHING[0], bubblewrap=Trial(Level.BUBBLEWRAP, reason=reason))

    finding = found("bubblewrap")

    assert finding.ok is None
    assert finding.text == f"not here: {reason}" + (f" ({remedy})" if remedy else "")


def test_the_level_to_be_used_is_the_strongest(came_of):
    """With what it consists of, as in a report."""
    came_of(process=EVERYTHING[0], landlock=EVERYTHING[2])

    assert found("isolation") == Finding(
        "isolation", True, "submissions are graded at level landlock (seccomp)"
    )


@pytest.mark.parametrize(
    "required, ok, words",
    [
        ("process", True, "level landlock (seccomp)"),
        ("landlock", True, "; config.yaml requires landlock, which is met"),
        ("bubblewrap", False, ", but config.yaml requires bubblewrap: `grader grade` will refuse"),
    ],
)
def test_what_the_assignment_requires_is_compared(required, ok, words, came_of, tmp_path):
    """An instructor learns before a grading whether it will be refused."""
    came_of(process=EVERYTHING[0], landlock=EVERYTHING[2])
    assignment = write_assignment(tmp_path, config=f"{CONFIG}isolation:\n  require: {required}\n")

    finding = found("isolation", assignment)

    assert finding.ok is ok
    assert finding.text.endswith(words)


def test_a_configuration_that_cannot_be_read_is_a_finding(quick, tmp_path):
    """It names the file."""
    finding = found("isolation", write_assignment(tmp_path, config="name: [\n"))

    assert finding.ok is False
    assert "config.yaml" in finding.text


def test_a_sandbox_that_cannot_start_is_a_finding(quick, monkeypatch):
    """Without any level nothing can be graded."""

    def refused():
        raise InternalFault("the isolation level process cannot be had on this machine")

    monkeypatch.setattr(trials, "try_all", refused)

    assert found("isolation").ok is False


def test_absent_full_data_is_no_fault(quick, monkeypatch, tmp_path):
    """The embedded images are the default; the command that gets the others is named."""
    monkeypatch.setenv("GRADER_DATA", str(tmp_path))

    finding = found("full data")

    assert finding.ok is None
    assert "grader data fetch" in finding.text


def test_absent_full_data_is_a_fault_where_the_assignment_trains_on_it(quick, monkeypatch, tmp_path):
    """Nothing could be graded, wherever a package of it has been set up."""
    monkeypatch.setenv("GRADER_DATA", str(tmp_path))
    course = write_assignment(tmp_path / "course", config=CONFIG + "accuracy:\n  dataset: full\n")

    finding = found("full data", course)

    assert finding.ok is False
    assert finding.text.endswith("run: grader data fetch")


def test_damaged_full_data_is_a_fault(quick, monkeypatch, tmp_path):
    """A file that is there and wrong is named."""
    monkeypatch.setenv("GRADER_DATA", str(tmp_path))
    damaged = mnist.FILES[0].name
    (tmp_path / damaged).write_bytes(b"short")

    finding = found("full data")

    assert finding.ok is False
    assert damaged in finding.text


@pytest.mark.parametrize(
    "ignored, ok, words",
    [(".grader-secret\n", True, "git ignores"), ("", False, "add it to .gitignore")],
    ids=["ignored", "not ignored"],
)
def test_git_is_asked_about_the_secret(quick, tmp_path, ignored, ok, words):
    """A secret that git would commit is a fault."""
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text(ignored, encoding="utf-8")

    finding = found("secret", tmp_path)

    assert finding.ok is ok
    assert words in finding.text


def test_outside_git_nothing_is_said_of_the_secret(quick, monkeypatch, tmp_path):
    """An unpacked archive is no fault."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    folder = Path(tmp_path) / "assignment"
    folder.mkdir()

    assert found("secret", folder).ok is None
    assert all(finding.name != "secret" for finding in examine())
