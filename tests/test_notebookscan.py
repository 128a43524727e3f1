"""Specify that the process which parses cells is bounded, and tells what it found as JSON."""

import json
import marshal
import subprocess
import sys

from grader import notebookscan


def scan(*cells):
    """Run the script as `notebooks` does."""
    job = marshal.dumps(([(f"cell {n}", text, None) for n, text in enumerate(cells)], {"a.py": ("A",)}, "x"))
    command = [sys.executable, "-I", "-S", "-B", notebookscan.__file__]
    return subprocess.run(command, input=job, capture_output=True, check=False, env={})


def test_files_and_notes_are_printed():
    """Text, and from which lines of which cells it comes."""
    found = json.loads(scan("class A: pass", "x = (").stdout)

    text, [origin] = found["files"]["a.py"]
    assert text.split("\n")[origin[0] - 1] == "class A: pass"
    assert found["notes"] == ["cell 1 does not compile: '(' was never closed, line 1"]


def test_cells_that_overtax_python_end_the_process_alone():
    """Or they are broken cells, where the parser itself notices."""
    ended = scan("class A: pass", "x = " + "-" * 3_000_000 + "1")

    assert ended.returncode != 0 or json.loads(ended.stdout)["notes"]
