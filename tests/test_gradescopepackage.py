"""The zip for Gradescope: what is in it, and what depends on the assignment."""

import os
import subprocess
from pathlib import Path

import pytest

from grader import gradescopepackage
from grader.errors import UsageError
from grader.gradescopepackage import SCRIPTS, gradescope_files
from grader.gradescopesettings import GradescopeSettings, read_settings, settings_text
from tests.assignments import CONFIG, write_assignment

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def course(tmp_path):
    """An assignment that is packed without its wheels."""
    return write_assignment(tmp_path / "course")


def made(course, **more):
    """Return the files of the package with the settings as they are by default."""
    return gradescope_files(course, GradescopeSettings(), wheels=False, **more)


def test_it_holds_all_that_the_image_needs(course):
    """Two programs, settings, the grader with its lock, the assignment with its secret."""
    files = made(course)

    top = {path for path in files if "/" not in path}
    assert {*SCRIPTS, "settings.yaml", "requirements.lock"} < top
    assert [path for path in top if path.startswith("nn_grader-") and path.endswith(".whl")] != []
    assert {path for path in files if "/" in path} == {
        "assignment/.grader-secret",
        "assignment/config.yaml",
        "assignment/exercises/checks/test_calc.py",
    }


def test_full_data_are_fetched_where_the_assignment_trains_on_them(course, tmp_path):
    """When the image is built; later there is no network."""
    (course / "config.yaml").write_text(CONFIG + "accuracy:\n  dataset: full\n")

    text = made(course)["settings.yaml"].decode()

    (tmp_path / "settings.yaml").write_text(text)
    assert read_settings(tmp_path / "settings.yaml").fetch_data is True
    assert b"\nfetch_data: true\n" in text.encode()  # as setup.sh looks for it


def test_more_libraries_come_by_a_requirements_file(course, tmp_path):
    """Of those that config.yaml allows."""
    (tmp_path / "scipy.txt").write_text("scipy==1.16\n")

    assert made(course, more=tmp_path / "scipy.txt")["more-requirements.txt"] == b"scipy==1.16\n"
    assert "more-requirements.txt" not in made(course)
    with pytest.raises(UsageError, match=r"none\.txt: cannot be read: No such file"):
        made(course, more=tmp_path / "none.txt")


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_programs_can_be_run_where_they_go(course, name):
    """Line ends of Unix, an interpreter that is there, no fault of syntax."""
    text = made(course)[name]

    shell = {b"#!/bin/sh": "sh", b"#!/usr/bin/env bash": "bash"}[text.splitlines()[0]]
    assert b"\r" not in text
    assert subprocess.run([shell, "-n"], input=text, check=False).returncode == 0


STUBS = {
    "apt-get": 'echo "apt-get $*" >> "$LOG"; [ "$1" = update ] || ln -s "$PYTHON" "$BIN/python3.11"',
    "bwrap": "exit 0",
}


@pytest.mark.parametrize("there", [True, False])
def test_python_comes_by_apt_where_it_is_missing(course, tmp_path, there):
    """The image that Gradescope has by default brings 3.10 only; where apt fails too, the build does."""
    script = made(course)["setup.sh"].decode().split('say "the grader and what')[0] + 'say "reached"\n'
    folder = tmp_path / "bin"
    folder.mkdir()
    stubs = STUBS if there else STUBS | {"apt-get": "exit 100"}
    for name, body in stubs.items():
        (folder / name).write_text(f"#!/bin/bash\n{body}\n")
        (folder / name).chmod(0o755)
    for tool in ("bash", "ln"):
        (folder / tool).symlink_to(f"/bin/{tool}")
    (folder / "python3").write_text('#!/bin/bash\n[ "$1" = --version ] && echo "Python 3.10.12" || exit 1\n')
    (folder / "python3").chmod(0o755)
    (folder / "fake").write_text('#!/bin/bash\n[ "$1" != --version ] || echo Python 3.11.0\n')
    (folder / "fake").chmod(0o755)
    environment = {"PATH": str(folder), "BIN": str(folder), "LOG": str(tmp_path / "log")}

    done = subprocess.run(
        ["/bin/bash", "-c", script],
        env=environment | {"PYTHON": str(folder / "fake")},
        capture_output=True,
        text=True,
        check=False,
    )

    if there:
        assert (done.returncode, "reached" in done.stdout) == (0, True), done.stderr
        assert (tmp_path / "log").read_text().splitlines()[:2] == [
            "apt-get update -qq",
            "apt-get install -y -qq --no-install-recommends python3.11 python3.11-venv",
        ]
    else:
        assert (done.returncode, "reached" in done.stdout) == (1, False)
        assert "choose a newer base image" in done.stdout


def test_the_templates_are_executable_in_the_repository():
    """Whoever copies them by hand can run them."""
    for name in SCRIPTS:
        assert os.access(gradescopepackage._TEMPLATES / name, os.X_OK)


def test_the_guide_shows_what_is_made():
    """docs/ci.md has the program and the settings as they are in the zip."""
    guide = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    program = (gradescopepackage._TEMPLATES / "run_autograder").read_text(encoding="utf-8")

    assert f"```sh\n{program}```" in guide
    assert f"```yaml\n{settings_text(GradescopeSettings(attempts=5, per_hours=24.0))}```" in guide
    assert "grader package gradescope -o autograder.zip --attempts 5 --per-hours 24\n" in guide
