"""Specify what counts as a change of an assignment while a class is graded."""

from __future__ import annotations

import os

import pytest

from grader.errors import ConfigError
from grader.standstill import Standstill


@pytest.fixture
def folder(tmp_path):
    """A folder with two files."""
    (tmp_path / "a.py").write_text("A = 1\n")
    (tmp_path / "b.py").write_text("B = 1\n")
    return tmp_path


def standstill(folder):
    """Return that of all files of a folder."""
    return Standstill(lambda: sorted(folder.glob("*.py")))


def test_what_is_as_it_was_is_no_change(folder):
    """Nor is a file that was saved again as it was, or copied."""
    still = standstill(folder)

    still.require()
    (folder / "a.py").write_text("A = 1\n")
    os.utime(folder / "b.py", (1, 1))

    still.require()


@pytest.mark.parametrize(
    "change, name",
    [
        (lambda folder: (folder / "b.py").write_text("B = 2\n"), "b.py"),
        (lambda folder: (folder / "a.py").unlink(), "a.py"),
        (lambda folder: (folder / "c.py").write_text("C = 1\n"), "c.py"),
    ],
)
def test_a_change_is_told_by_its_file(folder, change, name):
    """Other contents, a file that has gone, a file that has come."""
    still = standstill(folder)

    change(folder)

    with pytest.raises(ConfigError, match=name):
        still.require()
