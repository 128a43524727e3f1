"""Specify which imports are forbidden, and that finding them cannot harm the judge."""

from __future__ import annotations

import subprocess

import pytest

from grader import imports, importscan
from grader.imports import ForbiddenImport, forbidden_imports, notes


def test_what_is_not_there_when_graded_is_named_by_file_and_line():
    """The standard library, NumPy, the course's further libraries and own files and folders are there."""
    files = {
        "layers.py": b"import os, numpy.linalg, helper, kit.tool, yaml, audio\nimport torch.nn as nn\n",
        "helper.py": b"def f():\n    import pandas\n",
        "kit/tool.py": b"",
        "folder/torch.py": b"",
    }

    assert forbidden_imports(files, {"yaml"}) == (
        ForbiddenImport("layers.py", 1, "audio"),
        ForbiddenImport("layers.py", 2, "torch.nn"),
        ForbiddenImport("helper.py", 2, "pandas"),
    )


def test_the_grader_is_forbidden_even_where_a_file_has_its_name():
    """No file of a submission replaces it, and it is not there for student code."""
    assert forbidden_imports({"grader.py": b"", "a.py": b"import grader"}, ()) == (
        ForbiddenImport("a.py", 1, "grader"),
    )


@pytest.mark.parametrize(
    "source",
    [b"(" * 500_000, b"-" * 500_000 + b"1", b"f'{a:" * 90_000, b"a[" * 3000 + b"]" * 3000, b"\0", b"def ("],
)
def test_a_file_that_overtaxes_the_parser_tells_nothing(source):
    """Whatever it does to the process that parses it, files before it are told of."""
    found = forbidden_imports({"a.py": b"import torch", "bad.py": source}, ())

    assert found == (ForbiddenImport("a.py", 1, "torch"),)


def test_a_parser_that_hangs_is_ended(monkeypatch, tmp_path):
    """What it told before counts; a line that broke off is none."""
    script = tmp_path / "hangs.py"
    script.write_text(
        "import sys, time\n"
        'sys.stdout.write(\'["a.py", [[1, "torch"]]]\\n["a.py", [[2, "pan\')\n'
        "sys.stdout.flush()\n"
        "time.sleep(60)\n"
    )
    monkeypatch.setattr(importscan, "__file__", str(script))
    monkeypatch.setattr(imports, "_WALL_S", 0.4)

    assert forbidden_imports({"a.py": b"import x"}, ()) == (ForbiddenImport("a.py", 1, "torch"),)


def test_it_is_confined_by_limits(monkeypatch, tmp_path):
    """A parser that eats memory ends by itself, long before the machine does."""
    script = tmp_path / "eats.py"
    script.write_text(
        f"import sys\nsys.path.insert(0, {str(importscan.__file__.rpartition('/')[0])!r})\n"
        "import importscan\n"
        "sys.stdin.buffer.read()\n"
        "importscan._limit()\n"
        "try:\n"
        "    bytearray(2**30)\n"
        "except MemoryError:\n"
        '    print(\'["a.py", [[1, "torch"]]]\')\n'
    )
    monkeypatch.setattr(importscan, "__file__", str(script))

    assert forbidden_imports({"a.py": b"import x"}, ()) == (ForbiddenImport("a.py", 1, "torch"),)


def test_no_environment_reaches_the_parser(monkeypatch):
    """The secret is in the environment of the command line."""
    started = []
    popen = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(k) or popen(*a, **k))

    forbidden_imports({"a.py": b"import x"}, ())

    assert started[0]["env"] == {}


def test_no_parser_is_started_for_plain_imports_of_what_is_there(monkeypatch):
    """It would cost more than the rest of what is done for a submission."""
    monkeypatch.setattr(subprocess, "Popen", None)

    assert forbidden_imports({"a.py": b"import numpy as np\nimport b\n", "b.py": b"x = 1\n"}, ()) == ()


def test_a_note_says_where_and_what_it_costs():
    """Ten of them, then how many more."""
    found = [ForbiddenImport("layers.py", line, "torch") for line in range(1, 14)]

    assert notes(found[:1]) == [
        (
            "layers.py, line 1 imports torch, which is not there when graded; "
            "what needs it will fail, an unused import costs nothing"
        )
    ]
    assert len(notes(found)) == 11
    assert notes(found)[-1] == "3 more imports of what is not there when graded"
    assert notes([]) == []
