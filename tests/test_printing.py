"""Specify that a report outlives its printing: into a pipe that nobody reads, or onto a full disk."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.assignments import write_assignment, write_submission

RUN = [sys.executable, "-c", "from grader.cli import main; main()"]


@pytest.fixture
def grade(tmp_path):
    """Grade a right submission with another standard output; return the process and the report's path."""
    assignment, target = write_assignment(tmp_path / "course"), tmp_path / "report.json"
    submission = write_submission(tmp_path / "ada")

    def grades(**options):
        command = [*RUN, "grade", "-a", str(assignment), str(submission), "-o", str(target)]
        environment = os.environ | {"GRADER_SECRET": "a secret"}
        return subprocess.run(
            command, stderr=subprocess.PIPE, text=True, check=False, env=environment, **options
        ), target

    return grades


def test_a_reader_that_stopped_reading_harms_nothing(grade):
    """`grader grade ... | head -1` writes the report and ends as it would have."""
    reading, writing = os.pipe()
    os.close(reading)

    process, report = grade(stdout=writing)

    os.close(writing)
    assert (process.returncode, process.stderr) == (0, f"report: {report}\n")
    assert report.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux that is always full")
def test_a_full_disk_is_told_in_one_line(grade):
    """What cannot be printed is exit code 2, and the report is there."""
    with Path("/dev/full").open("w") as full:
        process, report = grade(stdout=full)

    assert process.returncode == 2
    assert process.stderr.splitlines()[1:] == [
        "grader: standard output cannot be written to: No space left on device"
    ]
    assert report.exists()
