"""Specify `grader batch` as it is typed: what it prints where, how it ends, how it is stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grader.gradebook import Gradebook
from tests import batchkills
from tests.assignments import SOLUTION, write_submission

GRADER = [sys.executable, "-c", "from grader.cli import main; main()"]


def typed(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command with *arguments* in *folder*."""
    environment = os.environ | {"GRADER_SECRET": "a secret"}
    return subprocess.run(
        [*GRADER, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture
def folder(tmp_path):
    """A folder with an assignment and a class of four."""
    batchkills.write(tmp_path, 4)
    return tmp_path


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Grade such a class once: the folder, and how the command ended."""
    folder = tmp_path_factory.mktemp("graded")
    batchkills.write(folder, 4)
    return folder, typed(folder, "batch", "class", "-o", "out", "-a", "course")


def test_a_class_is_graded_by_one_command(first):
    """The summary is on standard output, progress beside it, and it ends with 0."""
    folder, done = first

    assert done.returncode == 0, done.stderr
    assert "4 of 4 graded" in done.stderr
    assert "out/reports" in done.stdout
    assert "out/grades.csv" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    assert len(list((folder / "out/reports").iterdir())) == 4


def test_the_summary_can_be_json(folder):
    """And nothing else is on standard output."""
    done = typed(folder, "batch", "class", "-o", "out", "-a", "course", "--json", "-j", "1")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["graded"] == 4


def test_the_same_command_again_grades_nobody(first):
    """It says so."""
    folder, _ = first

    again = typed(folder, "batch", "class", "-o", "out", "-a", "course")

    assert again.returncode == 0
    assert "known" in again.stdout + again.stderr


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["nowhere", "-o", "out"], "nowhere"),
        (["class", "-o", "course/config.yaml"], "config.yaml"),
        (["class", "-o", "out", "--roster", "none.csv"], "none.csv"),
        (["class", "-o", "out", "--dataset", "other"], "other"),
        (["class", "-o", "out", "--database", "nothing://x"], "nothing"),
        (["class", "-o", "out", "--workers", "0"], "workers"),
    ],
)
def test_a_wrong_call_is_one_line_and_2(folder, arguments, words):
    """It names what is wrong, before anything is graded."""
    done = typed(folder, "batch", *arguments, "-a", "course")

    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "out/reports").exists()


def test_interrupted_it_ends_with_130_and_goes_on_later(folder):
    """What has begun comes to its end; nothing is left of it but whole reports."""
    slow = SOLUTION.replace("return 2 * x", "import time\n    time.sleep(0.7)\n    return 2 * x")
    for number in range(8):
        write_submission(folder / "class" / f"slow{number}", f"{slow}# {number}\n")
    command = [*GRADER, "batch", "class", "-o", "out", "-a", "course", "-j", "1"]
    environment = os.environ | {"GRADER_SECRET": "a secret"}
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    end_s = time.monotonic() + 60
    while not list(folder.glob("out/reports/*.json")) and time.monotonic() < end_s:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)

    assert process.returncode == 130, errors
    assert "the same command" in out + errors
    assert 1 <= len(list(folder.glob("out/reports/*.json"))) < 12
    assert typed(folder, "batch", "class", "-o", "out", "-a", "course").returncode == 0
    assert len(list(folder.glob("out/reports/*.json"))) == 12


def test_two_batches_write_into_one_gradebook_at_once(folder):
    """Neither loses or doubles anything: on PostgreSQL where there is one, and always on SQLite."""
    for name in ("a", "b"):
        for number in range(4):
            write_submission(folder / f"class-{name}" / f"{name}{number}", f"{SOLUTION}# {name}{number}\n")
    databases = [f"sqlite:///{folder / 'book.sqlite'}"]
    if url := os.environ.get("GRADER_TEST_POSTGRES"):
        databases.append(url)

    for database in databases:
        calls = [
            ("batch", f"class-{name}", "-o", f"out-{name}", "-a", "course", "-j1", "--database", database)
            for name in "ab"
        ]
        with ThreadPoolExecutor(2) as both:
            done = list(both.map(lambda call: typed(folder, *call), calls))

        assert [each.returncode for each in done] == [0, 0], done[0].stderr + done[1].stderr
        with Gradebook(database) as book:
            accounts = {account.student: account for account in book.accounts("tiny")}
            wanted = {f"{name}{number}" for name in "ab" for number in range(4)}
            assert wanted <= set(accounts)
            assert all(len(book.gradings("tiny", student)) == 1 for student in wanted)
