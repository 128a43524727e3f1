"""Specify which imports are seen in a source, without running anything of it."""

from __future__ import annotations

import json
import marshal
import subprocess
import sys

import pytest

from grader import importscan
from grader.importscan import absolute_imports, foreign_imports


@pytest.mark.parametrize(
    "source, found",
    [
        ("import torch", [(1, "torch")]),
        ("import os, torch.nn as nn", [(1, "os"), (1, "torch.nn")]),
        ("\nfrom torch.nn import Module, functional", [(2, "torch.nn")]),
        ("from torch import *", [(1, "torch")]),
        ("from . import sibling\nfrom .torch import a", []),
        ("def f():\n    if 1:\n        import torch", [(3, "torch")]),
        ("try:\n    import torch\nexcept ImportError:\n    torch = None", [(2, "torch")]),
        ("t = __import__('torch')", [(1, "torch")]),
        ("import importlib\nimportlib.import_module('torch.nn')", [(1, "importlib"), (2, "torch.nn")]),
        ("import_module(\n  'torch')", [(1, "torch")]),
        ("__import__(name)\nimport_module()", []),
        ("'import torch'  # import torch", []),
        ("# coding: latin-1\nimport größe".encode("latin-1"), [(2, "größe")]),
        (b"\xef\xbb\xbfimport torch", [(1, "torch")]),
    ],
)
def test_absolute_imports_are_seen_wherever_they_stand(source, found):
    """Statements and calls with a constant name; what is relative is the submission's own."""
    source = source if isinstance(source, bytes) else source.encode()

    assert list(absolute_imports(source)) == found


def test_each_foreign_module_is_told_once_in_order():
    """By the first line that imports it."""
    source = b"def f():\n    import torch\nimport pandas, torch, numpy\nimport torch.nn"

    assert foreign_imports(source, {"numpy"}) == [(2, "torch"), (3, "pandas"), (4, "torch.nn")]


@pytest.mark.parametrize(
    "source",
    [
        b"import torch\ndef (",
        b"import torch\n\0",
        b"# coding: nonsense\nimport torch",
        b"\xff\xfe",
        b"(" * 9999,
    ],
)
def test_what_does_not_parse_tells_nothing(source):
    """It is told as an error where it is imported."""
    assert foreign_imports(source, ()) == []


@pytest.mark.parametrize("name", ["a\\nb", "a b", "", "a..b", "x" * 200])
def test_a_name_that_is_none_is_left_out(name):
    """Nothing but names of modules reaches a message."""
    assert foreign_imports(f"__import__('{name}')".encode(), ()) == []


def test_a_source_tells_of_so_many_modules_and_no_more():
    """A file of imports alone does not fill the terminal."""
    assert len(foreign_imports(b"".join(b"import a%d\n" % n for n in range(999)), ())) == 50


def test_as_a_script_it_tells_of_each_source_on_a_line():
    """With the standard library alone, before anything could be planted beside it."""
    job = marshal.dumps((frozenset({"os"}), {"a.py": b"import os, torch", "b.py": b"import ("}))

    ran = subprocess.run(
        [sys.executable, "-I", "-S", importscan.__file__], input=job, capture_output=True, check=True
    )

    assert [json.loads(line) for line in ran.stdout.splitlines()] == [["a.py", [[1, "torch"]]], ["b.py", []]]
