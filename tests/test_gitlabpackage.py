"""Specify what grades on GitLab: the pipelines, and what their scripts do in a job."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess

import pytest
import yaml

from grader.gitlabpackage import gitlab_package
from tests.assignments import SOLUTION, write_submission
from tests.linters import schema_faults, shellcheck
from tests.packages import (
    GRADER,
    HOSTILE,
    IMPORTING_VENV_MAKER,
    SECRET,
    VENV_MAKER,
    clone_of,
    committed,
    on_disk,
    password,
    programs,
    shadowed,
    small_assignment,
)
from tests.platforms import gitlab_cases

PIPELINES = ("ci/.gitlab-ci.yml", "grader/.gitlab-ci.yml")
SCRIPTS = ("grader/setup.sh", "grader/grade.sh", "grader/grade-class.sh")


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """A package of a small assignment, on the disk."""
    home = tmp_path_factory.mktemp("gitlab")
    return on_disk(gitlab_package(small_assignment(home / "course")), home / "package")


@pytest.fixture
def job(package, tmp_path):
    """Return a function that runs a script of the private project in a job of the checkout `project`."""

    def run(script, **variables):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        usual = {
            "CI_PROJECT_DIR": str(tmp_path / "project"),
            "CI_SERVER_URL": "https://gitlab.example.org",
            "CI_JOB_TOKEN": "canary-job-token",
            "GRADER_TOKEN": "canary-token",
            "GRADER_SECRET": SECRET,
            "GRADER": GRADER,
        }
        (tmp_path / "project").mkdir(exist_ok=True)
        return subprocess.run(
            ["bash", str(package / "grader" / script)],
            cwd=tmp_path / "project",
            env=kept | usual | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    return run


def pipeline(package, name):
    """Return a pipeline's definition."""
    return yaml.safe_load((package / name).read_text(encoding="utf-8"))


def coverage(package, log):
    """Return what GitLab reads from *log* with the job's pattern: of the last line that fits, or None."""
    pattern = pipeline(package, PIPELINES[0])["grade"]["coverage"].strip("/")
    found = [match[1] for match in re.finditer(pattern, log, re.MULTILINE)]
    return found[-1] if found else None


# ---------------------------------------------------------------- the files


def test_the_pipeline_of_students_holds_nothing_secret(package):
    """It is one file; checks, solutions and grader are in the private project."""
    files = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}

    assert [path for path in files if path.startswith("ci/")] == [PIPELINES[0]]
    assert {PIPELINES[1], *SCRIPTS, "grader/requirements.lock"} <= files
    assert "grader/assignment/reference/checks/test_calc.py" in files
    assert not [path for path in files if path.endswith(".grader-secret")]


@pytest.mark.parametrize("name", PIPELINES)
def test_pipelines_fit_the_schema(package, name):
    """As GitLab's own editor checks it."""
    assert schema_faults("gitlab-ci", package / name) == ""


def test_the_schema_finds_a_wrong_key(package, tmp_path):
    """The check is at work."""
    bad = tmp_path / ".gitlab-ci.yml"
    bad.write_text((package / PIPELINES[0]).read_text().replace("when: always", "when: perhaps"))

    assert "perhaps" in schema_faults("gitlab-ci", bad)


def test_scripts_pass_shellcheck(package):
    """Every warning is a fault."""
    assert shellcheck(*(package / name for name in SCRIPTS)) == ""


def test_the_reports_are_kept_whatever_comes(package):
    """JUnit for the merge request, all reports for the student, in a job that fails as well."""
    artifacts = pipeline(package, PIPELINES[0])["grade"]["artifacts"]

    assert artifacts["when"] == "always"
    assert artifacts["reports"] == {"junit": "grader-reports/junit.xml"}
    assert artifacts["paths"] == ["grader-reports"]


def test_hidden_checks_are_fetched_outside_of_the_submission(package):
    """With a token that is in no command line, and which is asked for by git alone."""
    script = "\n".join(pipeline(package, PIPELINES[0])["grade"]["script"])

    assert 'clone --quiet --depth 1 "$CI_SERVER_URL/$GRADER_PROJECT.git" /opt/grader' in script
    assert script.count('GRADER_TOKEN"') == 1
    assert "password=$GRADER_TOKEN" in script


# ---------------------------------------------------------------- in a job


def test_the_pipeline_of_students_runs_as_written(package, tmp_path):
    """Its lines fetch the private project, install the grader beside the submission and grade."""
    instructors, fetched = tmp_path / "server" / "course", tmp_path / "fetched"
    instructors.mkdir(parents=True)
    private = tmp_path / "private"
    shutil.copytree(package / "grader", private)
    committed(private)
    subprocess.run(["git", "clone", "--quiet", "--bare", private, instructors / "grader.git"], check=True)
    project = write_submission(tmp_path / "project", SOLUTION)
    path = programs(
        tmp_path / "bin",
        **{"apt-get": ""},
        python=VENV_MAKER,
    )
    lines = pipeline(package, PIPELINES[0])["grade"]["script"]
    variables = pipeline(package, PIPELINES[0])["grade"]["variables"]
    settings = {
        **{name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ},
        **variables,
        "PATH": path,
        "CI_PROJECT_DIR": str(project),
        "CI_SERVER_URL": (tmp_path / "server").as_uri(),
        "GRADER_PROJECT": "course/grader",
        "GRADER_TOKEN_USER": "reader",
        "GRADER_TOKEN": "canary-token",
        "GRADER_SECRET": SECRET,
        "GRADER_VENV": str(tmp_path / "venv"),
        "GRADER": GRADER,
    }

    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", "\n".join(lines).replace("/opt/grader", str(fetched))],
        cwd=project,
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert coverage(package, done.stdout) == "100.00"
    assert (tmp_path / "venv" / "bin" / "grader").is_file()
    assert "canary" not in done.stdout + (fetched / ".git" / "config").read_text()


def test_a_right_submission_has_all_points(package, job, tmp_path):
    """In the log, where GitLab's pattern finds them, and in both reports."""
    write_submission(tmp_path / "project" / "exercises", SOLUTION)

    done = job("grade.sh")

    reports = tmp_path / "project" / "grader-reports"
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("\npoints: 10 of 10 (100.00 %)\n")
    assert coverage(package, done.stdout) == "100.00"
    assert json.loads((reports / "report.json").read_text("utf-8"))["score"] == 10.0
    assert {status for status, *_ in gitlab_cases((reports / "junit.xml").read_text("utf-8")).values()} == {
        "success"
    }


def test_a_student_prints_no_points(package, job, tmp_path):
    """A line that looks like ours is indented, and ours is the last one."""
    write_submission(tmp_path / "project", HOSTILE)

    done = job("grade.sh")

    assert done.returncode == 0, done.stdout
    assert coverage(package, done.stdout) == "0.00"
    assert len(re.findall(r"(?m)^points:", done.stdout)) == 1
    assert SECRET not in done.stdout
    assert "canary" not in done.stdout


def test_a_fault_of_the_grader_has_no_points(package, job, tmp_path):
    """Not even where what it prints looks like points."""
    line = "points: 100 of 100 (100.00 %)"
    programs(tmp_path / "bin", broken=f"echo '{line}'; exit 3")

    done = job("grade.sh", GRADER=str(tmp_path / "bin" / "broken"))

    assert done.returncode == 3
    assert line in done.stdout
    assert coverage(package, done.stdout) is None


def test_a_link_in_the_place_of_the_reports_is_replaced(job, tmp_path):
    """What is uploaded is what was written now, and nothing that a student's link leads to."""
    project = write_submission(tmp_path / "project", SOLUTION)
    (tmp_path / "instructors").mkdir()
    (project / "grader-reports").symlink_to(tmp_path / "instructors")

    done = job("grade.sh")

    assert done.returncode == 0, done.stdout
    assert not (project / "grader-reports").is_symlink()
    assert sorted(path.name for path in (project / "grader-reports").iterdir()) == [
        "junit.xml",
        "report.json",
    ]
    assert list((tmp_path / "instructors").iterdir()) == []


def test_a_score_below_the_bound_fails_the_job(job, tmp_path):
    """And the reports are there."""
    write_submission(tmp_path / "project", SOLUTION.replace("2 * x", "3 * x"))

    done = job("grade.sh", FAIL_UNDER="0.5")

    assert done.returncode == 1, done.stdout
    assert (tmp_path / "project" / "grader-reports" / "junit.xml").is_file()


@pytest.mark.parametrize("script", ["grade.sh", "grade-class.sh"])
def test_without_a_secret_nothing_is_graded(job, script):
    """A new secret at each run would draw new inputs at each run; that must be seen at once."""
    done = job(script, GRADER_SECRET="")

    assert done.returncode == 2
    assert "GRADER_SECRET is not set" in done.stdout


def test_the_locked_grader_is_installed_with_hashes(job, package, tmp_path):
    """Away from the submission; then the own wheel without dependencies."""
    told = tmp_path / "told"
    path = programs(
        tmp_path / "bin",
        python=f'echo "$*" >> {told}\n{VENV_MAKER}',
    )

    done = job("setup.sh", PATH=path, GRADER_VENV=str(tmp_path / "venv"))

    made, locked, own, doctor = told.read_text(encoding="utf-8").splitlines()
    assert done.returncode == 0, done.stdout
    assert made == f"-m venv {tmp_path}/venv"
    assert locked.endswith(f"install --require-hashes --requirement {package}/grader/requirements.lock")
    assert re.search(r"install --no-deps \S+/nn_grader-[^*]+\.whl$", own)
    assert doctor.endswith("assignment doctor")
    assert (package / "grader" / "assignment").stat().st_mode & 0o077 == 0


def test_setting_up_runs_nothing_of_the_checkout(job, tmp_path):
    """A student's `venv.py` or `pip.py` would run unconfined, with the tokens of the job."""
    shadowed(tmp_path / "project", tmp_path / "found")
    path = programs(tmp_path / "bin", python=IMPORTING_VENV_MAKER)

    done = job("setup.sh", PATH=path, GRADER_VENV=str(tmp_path / "venv"))

    assert done.returncode == 0, done.stdout
    assert not (tmp_path / "found").exists()


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("accuracy:\n  dataset: full\n", True),
        ("accuracy: {dataset: 'full'}\n", True),
        ("accuracy:\n  dataset: embedded  # or full\n", False),
    ],
)
def test_what_the_assignment_needs_besides_is_there(tmp_path, text, wanted):
    """The full data where it trains on them, and the libraries that submissions may import."""
    course, told = small_assignment(tmp_path / "course"), tmp_path / "told"
    (course / "config.yaml").write_text((course / "config.yaml").read_text() + text, encoding="utf-8")
    (tmp_path / "more").write_text("scipy==1.14\n", encoding="utf-8")
    made = on_disk(gitlab_package(course, tmp_path / "more"), tmp_path / "package")
    path = programs(tmp_path / "bin", python=f'echo "$*" >> {told}\n{VENV_MAKER}', bwrap="")
    environment = {"PATH": path, "GRADER_VENV": str(tmp_path / "venv")}

    subprocess.run(
        ["bash", str(made / "grader" / "setup.sh")], env=environment, check=True, capture_output=True
    )

    lines = told.read_text(encoding="utf-8").splitlines()
    assert ("data fetch" in lines) is wanted
    assert [line for line in lines if line.endswith(f"--requirement {made}/grader/more-requirements.txt")]


def test_the_class_is_graded_from_the_private_project(package, job, tmp_path):
    """By the list of repositories that lies there; the token is in no file."""
    listed = (
        f"ada {clone_of(tmp_path / 'ada', SOLUTION)}\nmallory {clone_of(tmp_path / 'mallory', HOSTILE)}\n"
    )
    (package / "grader" / "repositories.txt").write_text(listed, encoding="utf-8")

    done = job("grade-class.sh", TMPDIR=str(tmp_path))

    grades = (tmp_path / "project" / "graded" / "grades.csv").read_text("utf-8")
    (settings,) = [path for path in tmp_path.glob("tmp.*") if path.is_file()]
    assert done.returncode == 0, done.stdout
    assert re.search(r"^ada,.*\b10\b", grades, re.MULTILINE)
    assert re.search(r"^mallory,.*\b0\b", grades, re.MULTILINE)
    assert '[credential "https://gitlab.example.org"]' in settings.read_text()
    assert "canary" not in done.stdout + settings.read_text()
    assert password(settings, "gitlab.example.org", CI_JOB_TOKEN="canary-job-token") == "canary-job-token"
    assert password(settings, "example.org", CI_JOB_TOKEN="canary-job-token") is None


def test_a_class_without_a_list_is_told(job, package):
    """The line that a list needs is in the message."""
    (package / "grader" / "repositories.txt").unlink(missing_ok=True)

    done = job("grade-class.sh")

    assert done.returncode == 2
    assert "ada https://gitlab.example.org/course/ada.git" in done.stdout
