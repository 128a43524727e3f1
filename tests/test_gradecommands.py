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


def test_a_grading_that_runs_out_of_time_reports_the_rest(folder):
    """The score is withheld, what has ended can be read, and the command ends with 3."""
    slow = checks("""
        @probe()
        def test_slow(student):
            '''Slow'''
            import time
            time.sleep(100)
    """)
    (folder / "course/exercises/checks/test_slow.py").write_text(slow)

    done = typed(folder, "-o", "ada.json", "--also", "gradescope=g.json", "--deadline-s", "8")

    report = json.loads((folder / "ada.json").read_text())
    verdicts = {check["id"]: check["verdict"] for task in report["tasks"] for check in task["checks"]}
    assert done.returncode == 3, done.stderr
    assert report["score"] is None
    assert verdicts == {"calc/double": "failed", "calc/slow": "internal"}
    assert "score" not in json.loads((folder / "g.json").read_text())


def test_a_submission_that_cannot_be_read_is_told_to_platforms_too(folder):
    """It is no number there, and the command ends with 2."""
    (folder / "ada" / "calc.py").write_bytes(b"\xff\xfe\x00")

    done = typed(folder, "-o", "ada.json", "--also", "gradescope=g.json", "--format", "prairielearn")

    told = json.loads((folder / "g.json").read_text())
    assert done.returncode == 2
    assert "calc.py" in told["output"]
    assert "score" not in told
    assert json.loads(done.stdout)["gradable"] is False
    assert not (folder / "ada.json").exists()


def test_the_page_is_for_students_unless_it_is_said_otherwise(folder):
    """The report beside it is for the staff; whoever mails the page mails nothing hidden."""
    hidden = checks("""
        @probe()
        def test_secret(student):
            '''A hidden thing'''
            expect(student.calc.double(7.125) == 14.25, "double(7.125) was wrong")
    """)
    (folder / "course/reference/checks").mkdir(parents=True, exist_ok=True)
    (folder / "course/reference/checks/test_hidden.py").write_text(hidden)

    done = typed(folder, "-o", "ada.json", "--html", "ada.html")
    staff = typed(folder, "-o", "ada.json", "--html", "staff.html", "--audience", "staff")

    assert (done.returncode, staff.returncode) == (0, 0), done.stderr + staff.stderr
    assert "page: ada.html" in done.stderr
    assert "7.125" in (folder / "ada.json").read_text()
    assert "A hidden thing" in (folder / "ada.html").read_text()
    assert "7.125" not in (folder / "ada.html").read_text()
    assert "7.125" in (folder / "staff.html").read_text()


def test_when_it_was_handed_in_is_in_the_report(folder):
    """With how late that is by the assignment's own due date."""
    config = folder / "course/config.yaml"
    config.write_text(config.read_text() + "late:\n  due: 2026-11-30T12:00:00+00:00\n")

    done = typed(folder, "--json", "--submitted-at", "2026-11-30T13:30:00+01:00")
    late = typed(folder, "--json", "--submitted-at", "2026-11-30T13:30:00+00:00")

    assert json.loads(done.stdout)["submission"]["submitted_at"] == "2026-11-30T13:30:00+01:00"
    assert json.loads(done.stdout)["submission"]["late_s"] == 1800
    assert json.loads(late.stdout)["submission"]["late_s"] == 5400


def test_what_platforms_get_can_be_set(folder):
    """Forms of texts, units of a point, a folder in the repository."""
    write_submission(folder / "ada", SOLUTION.replace("2 * x", "[][1]"))

    done = typed(folder, "--format", "gradescope", "--text-format", "html", "--also", "github=g.json")
    marks = typed(
        folder,
        "--format",
        "annotations",
        "--folder",
        "homework/one",
        "--also",
        "github=s.json",
        "--scale",
        "100",
    )

    assert {test["output_format"] for test in json.loads(done.stdout)["tests"]} == {"html"}
    assert json.loads((folder / "g.json").read_text())["max_score"] == 10_000_000
    assert json.loads((folder / "s.json").read_text())["max_score"] == 1000
    assert "file=homework/one/calc.py" in marks.stdout


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--text-format", "rtf"], "text, md, html"),
        (["--submitted-at", "today"], "offset"),
        (["--format", "gradscope"], "gradescope"),
        (["--also", "junit"], "FORMAT=FILE"),
        (["--also", "nothing=x"], "nothing"),
        (["--also", "junit=none/j.xml"], "none/j.xml"),
        (["--html", "none/page.html"], "none/page.html"),
    ],
)
def test_a_wrong_format_or_place_is_refused_before_anything_is_graded(folder, arguments, words):
    """In one line that names it."""
    done = typed(folder, *arguments)

    assert done.returncode == 2
    assert words in done.stderr
    assert not (folder / "report.json").exists()
