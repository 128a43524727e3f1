"""Specify what `grader grade` writes for platforms, where, and what it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.assignments import SOLUTION, checks, write_assignment, write_submission

WRONG = SOLUTION.replace("2 * x", "print('::error::mine') or 3 * x")


@pytest.fixture
def folder(tmp_path):
    """A folder with an assignment and a submission that is wrong and shouts."""
    write_assignment(tmp_path / "course")
    write_submission(tmp_path / "ada", WRONG)
    return tmp_path


def typed(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Grade ada's submission with more *arguments* and variables of the environment."""
    command = [sys.executable, "-c", "from grader.cli import main; main()", "grade", "ada", "-a", "course"]
    environment = os.environ | {"GRADER_SECRET": "a secret"} | variables
    how = {"cwd": folder, "env": environment, "timeout": 120}
    return subprocess.run([*command, *arguments], **how, capture_output=True, text=True, check=False)


def test_a_platforms_format_is_all_that_is_printed(folder):
    """And no report is written that nobody has asked for."""
    done = typed(folder, "--format", "gradescope")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["tests"][0]["score"] == 0
    assert not (folder / "report.json").exists()


def test_other_formats_are_written_beside_the_report(folder):
    """Of one and the same grading."""
    done = typed(folder, "-o", "ada.json", "--also", "junit=j.xml", "--also", "prairielearn=p.json")

    assert done.returncode == 0, done.stderr
    assert "0 of 10 points" in done.stdout
    assert json.loads((folder / "ada.json").read_text())["score"] == 0
    assert json.loads((folder / "p.json").read_text())["score"] == 0
    assert ET.parse(folder / "j.xml").getroot().find(".//failure") is not None


def test_what_a_student_prints_is_no_command_to_ci(folder):
    """No line of what a platform's log gets begins as one."""
    shout = "raise ValueError('%0A\\n::error::mine')"
    write_submission(folder / "ada", SOLUTION.replace("return 2 * x", shout))

    done = typed(folder, "--format", "annotations")

    commands = [line for line in done.stdout.splitlines() if line.startswith("::")]
    assert commands
    assert not any(line.startswith("::error::mine") for line in commands)


def test_a_fault_of_ours_is_a_zero_on_no_platform(folder):
    """A platform without a form for it gets no file, the others theirs, and the command ends with 3."""
    broken = checks("""
        @probe()
        def test_broken(student):
            '''Broken'''
            1 / 0
    """)
    (folder / "course/exercises/checks/test_calc.py").write_text(broken)
    runner = {"CLASSROOM": "c", "ASSIGNMENT": "a"}

    done = typed(folder, "--also", "classroom50=c.json", "--also", "gradescope=g.json", **runner)

    assert done.returncode == 3
    assert "score" not in json.loads((folder / "g.json").read_text())
    assert not (folder / "c.json").exists()


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--format", "gradscope"], "gradescope"),
        (["--also", "junit"], "FORMAT=FILE"),
        (["--also", "nothing=x"], "nothing"),
        (["--also", "junit=none/j.xml"], "none/j.xml"),
    ],
)
def test_a_wrong_format_or_place_is_refused_before_anything_is_graded(folder, arguments, words):
    """In one line that names it."""
    done = typed(folder, *arguments)

    assert done.returncode == 2
    assert words in done.stderr
    assert not (folder / "report.json").exists()
