"""The doctor tries what grading needs on this machine, and tells it in one line each."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from grader import doctor, mnist, sandbox
from grader.doctor import Finding, examine
from grader.errors import DataError


@pytest.fixture(scope="module")
def findings():
    """What the doctor says here, by name."""
    return {finding.name: finding for finding in examine()}


@pytest.fixture
def quick(monkeypatch):
    """Let no process be started: each would answer with nothing."""
    silence = subprocess.CompletedProcess([], 0, "", "")
    monkeypatch.setattr(doctor, "_run", lambda program: silence)


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
    assert sandbox.LEVEL in findings["isolation"].text


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


def test_an_environment_that_leaks_is_named(quick, monkeypatch):
    """A sandbox that hands its own environment on would hand on the secret."""
    confined = sandbox.Confined
    monkeypatch.setenv("GRADER_LEAK", "1")
    monkeypatch.setattr(
        sandbox, "Confined", lambda command, environment, fds: confined(command, {"GRADER_LEAK": "1"}, fds)
    )

    finding = found("isolation")

    assert finding.ok is False
    assert "GRADER_LEAK" in finding.text


def test_absent_full_data_is_no_fault(quick, monkeypatch, tmp_path):
    """The embedded images are the default; the command that gets the others is named."""
    monkeypatch.setenv("GRADER_DATA", str(tmp_path))

    finding = found("full data")

    assert finding.ok is None
    assert "grader data fetch" in finding.text


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
