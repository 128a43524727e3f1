"""Specify what grades in a container: the image's lines, what is mounted, scripts of other platforms."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from dockerfile_parse import DockerfileParser

from grader.dockerpackage import docker_package
from tests.assignments import SOLUTION, write_submission
from tests.linters import needed, shellcheck
from tests.packages import GRADER, HOSTILE, SECRET, on_disk, programs, small_assignment

SCRIPTS = ("grade.sh", "prairielearn/grade.sh")


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """A package of a small assignment, on the disk."""
    home = tmp_path_factory.mktemp("docker")
    return on_disk(docker_package(small_assignment(home / "course")), home / "package")


def instructions(package, name="Dockerfile"):
    """Return the instructions of a Dockerfile: pairs of word and value, without comments."""
    parser = DockerfileParser(fileobj=io.BytesIO((package / name).read_bytes()))
    return [
        (each["instruction"], each["value"]) for each in parser.structure if each["instruction"] != "COMMENT"
    ]


def values(package, word):
    """Return the values of all instructions *word*."""
    return [value for name, value in instructions(package) if name == word]


# ---------------------------------------------------------------- the image


def test_the_base_is_small_and_has_a_tag(package):
    """A release of Debian and of Python, not whatever is the latest."""
    assert re.fullmatch(r"python:3\.1[1-9]-slim-[a-z]+", *values(package, "FROM"))


def test_nothing_runs_as_root(package):
    """The user has no name, no home and no shell to log in with; nothing comes after it that needs more."""
    words = [word for word, _ in instructions(package)]

    assert values(package, "USER") == ["10001:10001"]
    assert "--no-create-home --shell /usr/sbin/nologin" in values(package, "RUN")[-1]
    assert not {"RUN", "COPY", "ADD"} & set(words[words.index("USER") :])
    assert json.loads(*values(package, "ENTRYPOINT")) == ["grader"]
    assert values(package, "HEALTHCHECK") == ["NONE"]


def test_no_layer_holds_the_assignment_or_a_secret(package):
    """What is copied is the lock and the wheel, and the builder is sent nothing else."""
    ignored = (package / ".dockerignore").read_text(encoding="utf-8").splitlines()
    text = (package / "Dockerfile").read_text(encoding="utf-8")

    assert values(package, "COPY") == ["requirements.lock nn_grader-*.whl more-requirements.tx[t] ./"]
    assert "ADD " not in text
    assert "SECRET" not in text.upper().replace("NO SECRET", "")
    assert [line for line in ignored if not line.startswith("#")] == [
        "*",
        "!requirements.lock",
        "!more-requirements.txt",
        "!nn_grader-*.whl",
    ]


@pytest.mark.parametrize("dataset, told", [("full", True), ("embedded", False)])
def test_full_data_are_told_to_be_missing(tmp_path, dataset, told):
    """Before somebody builds an image that grades nobody."""
    course = small_assignment(tmp_path / "course")
    text = (course / "config.yaml").read_text(encoding="utf-8")
    (course / "config.yaml").write_text(f"{text}accuracy:\n  dataset: {dataset}\n", encoding="utf-8")

    assert any("accuracy.dataset" in step for step in docker_package(course).steps) is told


def test_the_secret_lies_beside_the_image(tmp_path, monkeypatch):
    """In the assignment that is mounted, readable for its owner alone."""
    monkeypatch.setenv("GRADER_SECRET", SECRET)

    folder = on_disk(docker_package(small_assignment(tmp_path / "course")), tmp_path / "package")

    secret = folder / "assignment" / ".grader-secret"
    assert secret.read_text(encoding="utf-8").strip() == SECRET
    assert secret.stat().st_mode & 0o777 == 0o600
    others = [path for path in folder.rglob("*") if path.is_file() and path != secret]
    assert not [path for path in others if SECRET.encode() in path.read_bytes()]


def test_the_image_has_libraries_that_submissions_may_import(package, tmp_path):
    """Where there is a file of them; the line is played as below."""
    told = tmp_path / "told"
    path = programs(tmp_path / "bin", python=f'echo "$*" >> {told}')
    (tmp_path / "more-requirements.txt").write_text("scipy\n", encoding="utf-8")
    (tmp_path / "nn_grader-1-py3-none-any.whl").touch()

    subprocess.run(
        ["/bin/sh", "-e", "-c", values(package, "RUN")[1]], cwd=tmp_path, env={"PATH": path}, check=True
    )

    assert told.read_text(encoding="utf-8").splitlines()[2].endswith("--requirement more-requirements.txt")


def test_the_lines_of_the_image_install_the_locked_grader(package, tmp_path):
    """Played with programs that only tell how they were called: a glob that fits nothing would be seen."""
    told = tmp_path / "told"
    names = ("apt-get", "rm", "python", "useradd")
    path = programs(tmp_path / "bin", **dict.fromkeys(names, f'echo "${{0##*/}} $*" >> {told}'))

    for line in values(package, "RUN"):
        subprocess.run(["/bin/sh", "-e", "-c", line], cwd=package, env={"PATH": path}, check=True)

    update, install, remove, locked, own, user = told.read_text(encoding="utf-8").splitlines()
    assert update == "apt-get update -qq"
    assert install.endswith("--no-install-recommends bubblewrap libseccomp2")
    assert remove.startswith("rm -rf /var/lib/apt/lists/")
    assert locked.endswith("--require-hashes --requirement requirements.lock")
    assert re.search(r"--no-deps nn_grader-[\d.]+-py3-none-any\.whl$", own)
    assert user.startswith("useradd --system --uid 10001 ")


def test_scripts_pass_shellcheck(package):
    """Every warning is a fault."""
    assert shellcheck(*(package / name for name in SCRIPTS)) == ""


# ---------------------------------------------------------------- the container


@pytest.fixture
def contained(package, tmp_path):
    """Return a function that runs grade.sh with a docker that tells its arguments and ends with a code."""

    def run(*arguments, code=0):
        told = tmp_path / "told"
        path = programs(tmp_path / "bin", docker=f'printf "%s\\n" "$@" > {told}; exit {code}')
        done = subprocess.run(
            [str(package / "grade.sh"), *map(str, arguments)],
            env={"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        return done, told.read_text(encoding="utf-8").splitlines() if told.exists() else []

    return run


def test_the_container_has_no_network_and_no_rights(contained, tmp_path):
    """Nothing to write to but memory and the folder of results, and never root."""
    write_submission(tmp_path / "ada")

    done, told = contained(tmp_path / "ada", tmp_path / "out")

    text = " ".join(told)
    assert done.returncode == 0, done.stderr
    for option in (
        *("run --rm", "--network none", "--read-only", "--cap-drop ALL", "--pids-limit 256", "--memory 3g"),
        *("--security-opt no-new-privileges", "--tmpfs /tmp:size=1g"),
    ):
        assert f"{option} " in text
    user = told[told.index("--user") + 1].split(":")[0]
    assert user == ("10001" if os.getuid() == 0 else str(os.getuid()))
    assert "--privileged" not in text


def test_submission_and_assignment_are_mounted_to_be_read(contained, package, tmp_path):
    """The results alone can be written; the secret's value is on no command line."""
    write_submission(tmp_path / "ada")

    _, told = contained(tmp_path / "ada", tmp_path / "out", "--fail-under", "0.5")

    mounts = [told[index + 1] for index, word in enumerate(told) if word == "--mount"]
    assert mounts == [
        f'type=bind,"source={package}/assignment","target=/assignment",readonly',
        f'type=bind,"source={tmp_path}/ada","target=/submission/ada",readonly',
        f'type=bind,"source={tmp_path}/out","target=/out"',
    ]
    assert told[told.index("--env") + 1] == "GRADER_SECRET"
    assert told[told.index("nn-grader") + 1 :] == [
        *("grade", "/submission/ada", "--assignment", "/assignment", "--output", "/out/report.json"),
        *("--fail-under", "0.5"),
    ]


def test_a_name_cannot_become_another_mount(contained, tmp_path):
    """Commas and quotes in the name of an archive stay in the name."""
    name = 'ada",target=/etc,".zip'
    (tmp_path / name.replace("/", ":")).write_bytes(b"")

    _, told = contained(tmp_path / name.replace("/", ":"), tmp_path / "out")

    submission = [told[index + 1] for index, word in enumerate(told) if word == "--mount"][1]
    quoted = name.replace("/", ":").replace('"', '""')
    assert submission == f'type=bind,"source={tmp_path}/{quoted}","target=/submission/{quoted}",readonly'


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_the_exit_code_is_the_graders(contained, tmp_path, code):
    """So that a script around it knows a fault of the grader from a low score."""
    write_submission(tmp_path / "ada")

    done, _ = contained(tmp_path / "ada", tmp_path / "out", code=code)

    assert done.returncode == code


def test_a_submission_that_is_not_there_is_told(contained, tmp_path):
    """Docker would make an empty folder of it, which would be 0 points."""
    done, told = contained(tmp_path / "nobody", tmp_path / "out")

    assert (done.returncode, told) == (2, [])
    assert "usage:" in done.stderr


@pytest.mark.parametrize("source, score", [(SOLUTION, 10.0), (HOSTILE, 0.0)])
def test_what_the_container_takes_away_is_not_needed(tmp_path, source, score):
    """
    Without a network, rights, namespaces and a place to write but /tmp and OUT, as a user without a name.

    A root of bubblewrap's stands in for the container; Landlock or less confines the submission there. The
    package is its own: grade.sh, started by root in other tests, gives the secret to the container's user.
    """
    bwrap = needed("bwrap", package="bubblewrap")
    package = on_disk(docker_package(small_assignment(tmp_path / "course")), tmp_path / "package")
    write_submission(tmp_path / "ada", source)
    (tmp_path / "out").mkdir()
    walls = (
        *("--ro-bind", "/", "/", "--tmpfs", "/tmp", "--dev", "/dev", "--proc", "/proc"),
        *("--ro-bind", package / "assignment", "/tmp/assignment", "--ro-bind", tmp_path / "ada", "/tmp/ada"),
        *("--bind", tmp_path / "out", "/tmp/out", "--unshare-all", "--unshare-user", "--disable-userns"),
        *("--uid", "10001", "--gid", "10001", "--cap-drop", "ALL", "--die-with-parent", "--chdir", "/tmp"),
        *("--clearenv", "--setenv", "HOME", "/tmp", "--setenv", "PATH", "/usr/bin:/bin"),
        *("--setenv", "PYTHONDONTWRITEBYTECODE", "1"),
        *("--ro-bind", Path.cwd(), Path.cwd()),  # where the clone is below /tmp itself
    )
    command = (
        GRADER,
        "grade",
        "/tmp/ada",
        "--assignment",
        "/tmp/assignment",
        "--output",
        "/tmp/out/report.json",
    )

    done = subprocess.run([bwrap, *walls, *command], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["score"] == score
    assert not report["environment"]["isolation"].startswith("bubblewrap")


# ---------------------------------------------------------------- PrairieLearn and Autolab


def here(tmp_path):
    """Return the environment of a platform's container, with this grader as its `grader`."""
    return {
        **{name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ},
        "PATH": programs(tmp_path / "bin", grader=f'exec {GRADER} "$@"'),
        "GRADER_SECRET": SECRET,
    }


@pytest.mark.parametrize("source, score", [(SOLUTION, 1.0), (HOSTILE, 0.0)])
def test_prairielearn_gets_its_result(package, tmp_path, source, score):
    """From the folders that its documentation names, in the place of `/grade`."""
    write_submission(tmp_path / "grade" / "student", source)
    (tmp_path / "grade" / "tests").mkdir()
    (tmp_path / "grade" / "tests" / "assignment").symlink_to(package / "assignment")
    environment = here(tmp_path) | {"GRADE": str(tmp_path / "grade"), "TMPDIR": str(tmp_path)}

    done = subprocess.run(
        [str(package / "prairielearn" / "grade.sh")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    results = json.loads((tmp_path / "grade" / "results" / "results.json").read_text("utf-8"))
    assert done.returncode == 0, done.stderr
    assert (results["gradable"], results["score"]) == (True, score)
    assert (tmp_path / "grade" / "tests").stat().st_mode & 0o077 == 0


def test_prairielearn_ends_after_the_grader(package):
    """The platform's time is longer than the grading's, so that there always is a result."""
    options = json.loads((package / "prairielearn" / "info.json").read_text("utf-8"))[
        "externalGradingOptions"
    ]
    script = (package / "prairielearn" / "grade.sh").read_text(encoding="utf-8")

    assert options["entrypoint"] == "/grade/tests/grade.sh"
    assert options["timeout"] - float(re.search(r"--deadline-s (\d+)", script)[1]) >= 30


@pytest.mark.parametrize("source, score", [(SOLUTION, 10.0), (HOSTILE, 0.0)])
def test_the_last_line_on_autolab_is_ours(package, tmp_path, source, score):
    """Output and errors make one log there, and its last line is the score."""
    folder = tmp_path / "autolab"
    write_submission(tmp_path / "handin", source)
    folder.mkdir()
    subprocess.run(["tar", "cf", str(folder / "autograde.tar"), "assignment"], cwd=package, check=True)
    subprocess.run(
        ["python3", "-m", "zipfile", "-c", str(folder / "handin.zip"), "calc.py"],
        cwd=tmp_path / "handin",
        check=True,
    )

    done = subprocess.run(
        ["make", "--no-print-directory", "-f", str(package / "autolab" / "autograde-Makefile")],
        cwd=folder,
        env=here(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )

    assert json.loads(done.stdout.splitlines()[-1]) == {"scores": {"calc": score}}
