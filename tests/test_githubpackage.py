"""Specify what grades on GitHub Actions: the files, and what they do on a runner."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys

import pytest
import yaml

from grader.githubpackage import github_package
from tests.actionsrunner import Log, run_action
from tests.assignments import SOLUTION, write_submission
from tests.linters import actionlint, schema_faults, shellcheck
from tests.packages import (
    ATTACKS,
    GRADER,
    HOSTILE,
    IMPORTING_VENV_MAKER,
    SECRET,
    VENV_MAKER,
    clone_of,
    on_disk,
    password,
    programs,
    shadowed,
    small_assignment,
)
from tests.platforms import CLASSROOM

WORKFLOWS = ("students/.github/workflows/grade.yml", "private/.github/workflows/grade-class.yml")
SCRIPTS = ("private/setup.sh", "private/grade.sh", "private/grade-class.sh")


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """A package of a small assignment, on the disk."""
    home = tmp_path_factory.mktemp("github")
    return on_disk(github_package(small_assignment(home / "course")), home / "package")


@pytest.fixture
def graded(package, tmp_path):
    """Return a function that runs the action on a submission's source and returns what came of it."""

    def run(source, **inputs):
        workspace, temp = tmp_path / "workspace", tmp_path / "temp"
        temp.mkdir()
        if source is not None:
            write_submission(workspace / "submission" / "exercises", source)
        given = {"grader": GRADER, "secret": SECRET, "folder": "exercises"} | inputs
        return run_action(package / "private", workspace, given, {}, temp=temp)

    return run


def read(package, name):
    """Return a YAML file of the package; `on` stays a text."""
    return yaml.load((package / name).read_text(encoding="utf-8"), yaml.BaseLoader)


def steps(package):
    """Yield every step of the action and of the workflows."""
    yield from read(package, "private/action.yml")["runs"]["steps"]
    for name in WORKFLOWS:
        for job in read(package, name)["jobs"].values():
            yield from job["steps"]


def points(run):
    """Return the points that the reporter of GitHub Classroom would announce, or None for none."""
    result = json.loads(base64.b64decode(run.outputs["result"])) if run.outputs["result"] else {}
    return sum(test["score"] for test in result["tests"]) if result.get("max_score") else None


# ---------------------------------------------------------------- the files


def test_the_package_has_a_private_and_a_students_part(package):
    """Hidden checks, solutions and the grader are in the private part alone."""
    files = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}

    assert {*WORKFLOWS, *SCRIPTS, "private/action.yml", "private/requirements.lock"} <= files
    assert "private/assignment/reference/checks/test_calc.py" in files
    assert [path for path in files if path.startswith("students/")] == [WORKFLOWS[0]]
    assert any(re.fullmatch(r"private/nn_grader-.+\.whl", path) for path in files)


def test_no_file_holds_the_secret(tmp_path, monkeypatch):
    """It belongs into the repository's settings."""
    monkeypatch.setenv("GRADER_SECRET", SECRET)

    files = github_package(small_assignment(tmp_path / "course")).files

    assert not [path for path, content in files.items() if SECRET.encode() in content]
    assert not [path for path in files if path.endswith(".grader-secret")]


def test_the_same_assignment_gives_the_same_package(tmp_path):
    """Byte for byte, so that a repository shows no change where there is none."""
    assignment = small_assignment(tmp_path / "course")

    assert github_package(assignment) == github_package(assignment)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_workflows_pass_actionlint_and_the_schema(package, name):
    """Both as they are published."""
    assert actionlint(package / name) == []
    assert schema_faults("github-workflows", package / name) == ""


def test_the_action_fits_its_schema(package):
    """As GitHub's editors check it."""
    assert schema_faults("github-actions", package / "private" / "action.yml") == ""


def test_scripts_pass_shellcheck(package):
    """Every warning is a fault."""
    assert shellcheck(*(package / name for name in SCRIPTS)) == ""


def test_actionlint_finds_an_injection(package, tmp_path):
    """The linter is at work: a student's text within a script is found, and so is a wrong key."""
    bad = tmp_path / "bad.yml"
    text = (package / WORKFLOWS[0]).read_text(encoding="utf-8").replace("timeout-minutes", "timeout-minuets")
    bad.write_text(
        f'{text}      - run: echo "${{{{ github.event.head_commit.message }}}}"\n', encoding="utf-8"
    )

    found = "\n".join(actionlint(bad))

    assert "potentially untrusted" in found
    assert "timeout-minuets" in found
    assert schema_faults("github-workflows", bad)


def test_no_script_holds_an_expression(package):
    """What anybody may have typed comes in variables, which a shell does not read as a script."""
    scripts = [step["run"] for step in steps(package) if "run" in step]

    assert len(scripts) == 4
    assert not [script for script in scripts if "${{" in script]


def test_every_action_of_others_is_pinned_to_a_commit(package):
    """A tag can be moved; each has the version it stands for beside it."""
    used = [step["uses"] for step in steps(package) if "uses" in step]

    assert len(used) == 8
    assert [name for name in used if not re.search(r"@[0-9a-f]{40}$", name)] == ["./grader"]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_workflows_have_no_rights_that_they_do_not_need(package, name):
    """They may read, leave no credentials behind, end in time, and do not run twice at once."""
    workflow = read(package, name)
    (job,) = workflow["jobs"].values()
    checkouts = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]

    assert workflow["permissions"] == {"contents": "read"}
    assert "concurrency" in workflow
    assert int(job["timeout-minutes"]) <= 360
    assert {step["with"]["persist-credentials"] for step in checkouts} == {"false"}


def test_the_checks_lie_beside_the_submission(package):
    """Not within it, where the submission's author could have put something first."""
    (job,) = read(package, WORKFLOWS[0])["jobs"].values()
    places = [step["with"]["path"] for step in job["steps"] if "checkout@" in step["uses"]]

    assert places == ["submission", "grader"]


def test_the_action_grades_long_enough_for_its_deadline(package):
    """The grading ends by itself, so that there is a report, before the job is ended."""
    (job,) = read(package, WORKFLOWS[0])["jobs"].values()
    deadline_s = read(package, "private/action.yml")["inputs"]["deadline-s"]["default"]

    assert float(deadline_s) + 180 <= 60 * float(job["timeout-minutes"])


# ---------------------------------------------------------------- on a runner


def test_a_right_submission_has_all_points_everywhere(graded, tmp_path):
    """In the log, the summary, the output for the reporter and the reports."""
    run = graded(SOLUTION)

    result = json.loads(base64.b64decode(run.outputs["result"]))
    report = json.loads((tmp_path / "temp" / run.outputs["reports"] / "report.json").read_text("utf-8"))
    assert run.codes == {"Grade": 0}, run.text
    assert "10 of 10 points" in run.text
    assert "10 / 10 points" in run.summary
    assert result["status"] == "pass"
    assert report["score"] == report["max_score"] == 10.0
    assert run.log.obeyed == []
    assert run.log.stopped is None


def test_a_wrong_line_is_marked(graded):
    """By its path in the student's repository."""
    run = graded(SOLUTION.replace("return 2 * x", "return 2 / 0"))

    (mark,) = run.log.obeyed
    assert mark.name == "error"
    assert mark.properties["file"] == "exercises/calc.py"
    assert mark.properties["line"] == str(1 + SOLUTION.splitlines().index("    return 2 * x"))
    assert "ZeroDivisionError" in mark.data


def test_nothing_that_a_student_prints_is_obeyed(graded, tmp_path):
    """Workflow commands in prints, messages, values and names are text, and files of the step stay ours."""
    folder = tmp_path / "workspace" / "submission" / "exercises"
    for name in (
        "::error::forged.py",
        "##[error]forged.py",
        "a\n::notice::forged.py",
        "%0A::warning::forged",
    ):
        write_submission(folder, SOLUTION, name)

    run = graded(HOSTILE)

    assert Log().read("\n".join(ATTACKS)).obeyed != []  # the model would obey them
    assert run.codes == {"Grade": 0}, run.text
    assert {(command.name, *sorted(command.properties)) for command in run.log.obeyed} == {
        ("error", "file", "line", "title")
    }
    assert {command.properties["file"] for command in run.log.obeyed} == {"exercises/calc.py"}
    assert not [command for command in run.log.obeyed if command.properties["title"] == "forged"]
    assert run.log.stopped is None
    assert run.exported == ""
    assert json.loads(base64.b64decode(run.outputs["result"]))["status"] == "fail"
    assert "FORGED" not in run.summary
    assert SECRET not in run.text + run.summary


def test_the_text_is_seen_all_the_same(graded):
    """Escaped, not lost: a student who debugs by printing finds the print."""
    run = graded(HOSTILE)

    assert "set-output name=result" in run.text
    assert "set-output name=result" in run.summary


def test_what_is_printed_stands_between_the_brackets(graded):
    """Even a grader that printed a command raw would not be obeyed: the token is new each time."""
    run = graded(SOLUTION)

    first, *_, last = [line for line in run.text.splitlines() if line.startswith("::")]
    token = first.removeprefix("::stop-commands::")
    assert re.fullmatch(r"[0-9a-f]{32}", token)
    assert last == f"::{token}::"


@pytest.mark.parametrize("line", ["::error::forged", "##[error]forged", "::stop-commands::mine"])
def test_a_grader_that_prints_raw_text_is_bracketed(graded, tmp_path, line):
    """The second wall holds without the first, also where the last line has no end."""
    programs(tmp_path / "bin", raw=f"printf '%s' '{line}'")

    run = graded(SOLUTION, grader=str(tmp_path / "bin" / "raw"))

    assert line in run.log.shown
    assert run.log.obeyed == []
    assert run.log.stopped is None


def test_without_a_secret_nothing_is_graded(graded):
    """A new secret at each run would draw new inputs at each run; that must be seen at once."""
    run = graded(SOLUTION, secret="")

    assert run.codes == {"Grade": 2}
    assert run.outputs["reports"] == ""
    assert [command.name for command in run.log.obeyed] == ["error"]


def test_a_score_below_the_bound_fails_the_step_and_keeps_the_report(graded):
    """The report is uploaded, too, when the step has failed."""
    run = graded(SOLUTION.replace("2 * x", "3 * x"), **{"fail-under": "0.5"})

    assert run.codes == {"Grade": 1}, run.text
    assert [with_["path"] for name, with_ in run.uses if "upload-artifact" in name] == [
        run.outputs["reports"]
    ]
    assert "below the part" in run.log.obeyed[-1].data


def test_a_fault_of_the_grader_has_no_score(graded):
    """The deadline is over before all is graded: exit code 3, and no number anywhere."""
    run = graded("import time\ntime.sleep(60)\n" + SOLUTION, **{"deadline-s": "1"})

    assert run.codes == {"Grade": 3}, run.text
    assert points(run) is None
    assert "the grader itself failed" in run.log.obeyed[-1].data


def test_a_link_to_the_reference_is_not_followed(graded, package, tmp_path):
    """A repository can hold a link to where the instructor's checkout lies."""
    checkout = tmp_path / "workspace" / "submission"
    checkout.mkdir(parents=True)
    (checkout / "exercises").symlink_to(package / "private" / "assignment" / "reference")
    (checkout / "calc.py").symlink_to(package / "private" / "assignment" / "reference" / "calc.py")

    run = graded(None)

    assert "10 of 10" not in run.text
    assert points(run) in {0, None}


def test_the_report_is_the_students(graded, tmp_path):
    """What is uploaded holds nothing of hidden checks but what students may read."""
    run = graded(SOLUTION.replace("2 * x", "3 * x"))

    text = (tmp_path / "temp" / run.outputs["reports"] / "report.json").read_text("utf-8")
    hidden = [
        check
        for task in json.loads(text)["tasks"]
        for check in task["checks"]
        if check["visibility"] == "hidden"
    ]
    assert [check["verdict"] for check in hidden] == ["failed"]
    assert [check["details"] for check in hidden] == [{}]


# ---------------------------------------------------------------- setting up


def test_the_locked_grader_is_installed_with_hashes(package, tmp_path):
    """Then the own wheel without dependencies; what confines comes from the distribution."""
    told = tmp_path / "told"
    path = programs(
        tmp_path / "bin",
        python=f'echo "python $*" >> {told}\n{VENV_MAKER}',
        bwrap="",
    )
    environment = {"PATH": path, "RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(tmp_path / "output")}

    subprocess.run(["bash", str(package / SCRIPTS[0])], env=environment, check=True, capture_output=True)

    made, locked, own, doctor = told.read_text(encoding="utf-8").splitlines()
    assert made == f"python -m venv {tmp_path}/grader-venv"
    assert locked.endswith(f"install --require-hashes --requirement {package}/private/requirements.lock")
    assert re.search(r"install --no-deps \S+/nn_grader-[^*]+\.whl$", own)
    assert doctor.endswith("assignment doctor")
    assert (tmp_path / "output").read_text() == f"grader={tmp_path}/grader-venv/bin/grader\n"


def test_setting_up_runs_nothing_of_the_checkout(package, tmp_path):
    """Where Classroom 50 starts it: a student's `venv.py` would run unconfined, with the secret."""
    shadowed(tmp_path / "checkout", tmp_path / "found")
    path = programs(tmp_path / "bin", python=IMPORTING_VENV_MAKER, bwrap="")
    environment = {"PATH": path, "RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(tmp_path / "output")}

    subprocess.run(
        ["bash", str(package / SCRIPTS[0])],
        cwd=tmp_path / "checkout",
        env=environment,
        check=True,
        capture_output=True,
    )

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
    made = on_disk(github_package(course, tmp_path / "more"), tmp_path / "package")
    path = programs(tmp_path / "bin", python=f'echo "$*" >> {told}\n{VENV_MAKER}', bwrap="")
    environment = {"PATH": path, "RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(tmp_path / "output")}

    subprocess.run(
        ["bash", str(made / "private" / "setup.sh")], env=environment, check=True, capture_output=True
    )

    lines = told.read_text(encoding="utf-8").splitlines()
    assert ("data fetch" in lines) is wanted
    assert [line for line in lines if line.endswith(f"--requirement {made}/private/more-requirements.txt")]


# ---------------------------------------------------------------- a whole class


def test_the_class_is_graded_from_the_private_repository(package, tmp_path):
    """The repositories of the prefix, each with its score; others of the organisation are left alone."""
    ada = clone_of(tmp_path / "ada", SOLUTION)
    mallory = clone_of(tmp_path / "mallory", HOSTILE)
    lines = [f"hw-ada\t{ada}", f"hw-mallory\t{mallory}", f"website\t{ada}"]
    path = programs(tmp_path / "bin", gh="printf '%s\\n' " + " ".join(f"'{line}'" for line in lines))
    environment = {
        **{name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ},
        "PATH": path,
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GRADER": GRADER,
        "GRADER_SECRET": SECRET,
        "GH_TOKEN": "canary-token",
        "ORGANISATION": "course",
        "PREFIX": "hw-",
    }

    done = subprocess.run(
        ["bash", str(package / SCRIPTS[2])],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )

    log = Log().read(done.stdout)
    grades = (tmp_path / "graded" / "grades.csv").read_text("utf-8")
    assert done.returncode == 0, done.stdout
    assert re.search(r"^ada,.*\b10\b", grades, re.MULTILINE)
    assert re.search(r"^mallory,.*\b0\b", grades, re.MULTILINE)
    assert "website" not in grades
    assert (log.obeyed, log.stopped) == ([], None)
    assert "canary-token" not in done.stdout + (tmp_path / "gitconfig").read_text()
    assert password(tmp_path / "gitconfig", "github.com", GH_TOKEN="canary-token") == "canary-token"
    assert password(tmp_path / "gitconfig", "example.org", GH_TOKEN="canary-token") is None


# ---------------------------------------------------------------- Classroom 50


def test_classroom_50_finds_its_result(package, tmp_path):
    """In the checkout, in whole numbers, without any setting; a student's link in its place is replaced."""
    checkout, temp = tmp_path / "checkout", tmp_path / "temp"
    write_submission(checkout / "exercises", SOLUTION)
    temp.mkdir()
    (checkout / "result.json").symlink_to(tmp_path / "elsewhere")
    files = {name: str(tmp_path / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        **CLASSROOM,
        **files,
        "RUNNER_TEMP": str(temp),
        "GRADER": GRADER,
    }

    done = subprocess.run(
        [sys.executable, str(package / "private" / "autograder.py")],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    result = json.loads((checkout / "result.json").read_text("utf-8"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert (result["score"], result["max-score"]) == (10_000_000, 10_000_000)
    assert not (tmp_path / "elsewhere").exists()
