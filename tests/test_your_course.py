"""The guide docs/your-course.md: each command is run, and prints what the guide says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
GUIDE = (PROJECT / "docs" / "your-course.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(console|yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NEEDED = ("exercises/checks", "reference/checks", "examples/other-course")


pytestmark = pytest.mark.long


def steps():
    """Yield each command with the lines that it is to print, and each part of the configuration."""
    for kind, text in FENCE.findall(GUIDE):
        if kind == "yaml":
            yield "append", text
            continue
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def fits(printed, told):
    """Tell whether *printed* is what the guide shows, in which `...` stands for any lines."""
    pieces = [re.escape(piece) for piece in re.split(r"^\.\.\.\n", told, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*".join(pieces), printed) is not None


@pytest.mark.parametrize(
    "printed, told, right",
    [
        ("a\nb\nc\n", "a\nb\nc\n", True),
        ("a\nb\nc\n", "a\n...\nc\n", True),
        ("a\nc\n", "a\n...\nc\n", True),
        ("a\nb\nc\n", "a\nc\n", False),
        ("a\nb\nc\n", "a\n...\nb\n", False),
        ("", "", True),
    ],
)
def test_output_is_compared_line_by_line(printed, told, right):
    """Otherwise the test below could not fail."""
    assert fits(printed, told) is right


def test_every_command_of_the_guide_prints_what_it_says(tmp_path):
    """In a folder with a copy of what the commands read."""
    for name in NEEDED:
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "COLUMNS": "80", "TERM": "dumb"}
    run_commands = 0
    for command, told in steps():
        if command == "append":
            with (tmp_path / "my-course" / "config.yaml").open("a", encoding="utf-8") as config:
                config.write(told)
            continue
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        run_commands += 1
        assert fits(done.stdout, told), f"$ {command}\n{done.stdout}\n{done.stderr}"
    assert run_commands >= 10
