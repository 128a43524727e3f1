"""Specify which files Python is said to need."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from grader import footprint

NUMPY = Path(np.__file__).resolve().parent
READABLE = footprint.of_python([NUMPY], [Path(__file__)])


def covered(path):
    """Tell whether *path* can be read."""
    above = {path, *path.parents}
    if above & set(READABLE.more):
        return True
    return bool(above & set(READABLE.folders)) and not above & set(READABLE.hidden)


def test_the_interpreter_is_the_real_one():
    """Not a virtual environment's link, which would need that environment's files."""
    assert footprint.interpreter().is_file()
    assert not footprint.interpreter().is_symlink()


def test_the_standard_library_and_what_was_asked_for_are_covered():
    """The library with the compiled files that came with it, and the single file."""
    assert covered(footprint.interpreter())
    assert covered(Path(os.__file__).resolve())
    assert covered(NUMPY / "__init__.py")
    assert covered(Path(__file__))
    if NUMPY.with_name("numpy.libs").is_dir():
        assert covered(NUMPY.with_name("numpy.libs"))


def test_neither_the_project_nor_other_packages_are_covered():
    """No folder above them is named."""
    assert not covered(Path(__file__).parents[1] / "config.yaml")
    assert not covered(Path(__file__).with_name("conftest.py"))
    assert not covered(Path(pytest.__file__).resolve())
    assert not covered(Path.home())
    assert not covered(Path("/etc/passwd"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the maps that Linux tells")
def test_every_shared_library_of_this_process_is_covered():
    """As far as it belongs to Python or NumPy."""
    lines = subprocess.run(
        [
            footprint.interpreter(),
            "-I",
            "-S",
            "-c",
            "import ctypes, ssl; print(open('/proc/self/maps').read())",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    libraries = {Path(line.split(maxsplit=5)[5]).resolve() for line in lines if ".so" in line}

    assert [path for path in libraries if not covered(path)] == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the format of Linux programs")
def test_the_loader_is_put_where_the_program_names_it():
    """By the path in the program's own header."""
    named = dict(READABLE.aliases)

    assert any("ld-" in str(alias) and target.is_file() for alias, target in named.items())


def test_what_is_no_program_names_no_loader(tmp_path):
    """A script, or a program of another system."""
    (tmp_path / "script").write_bytes(b"#!/bin/sh\n")
    (tmp_path / "static").write_bytes(
        b"\x7fELF\x02".ljust(32, b"\0")
        + struct.pack("<Q", 64)
        + bytes(14)
        + struct.pack("<HH", 56, 0)
        + bytes(8)
    )

    assert list(footprint._loader(tmp_path / "script")) == []
    assert list(footprint._loader(tmp_path / "static")) == []
