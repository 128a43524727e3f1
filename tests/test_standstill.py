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
    (tmp_path / "empty").mkdir()
    return tmp_path


@pytest.fixture(params=["asked", "by times"])
def standstill(request):
    """That of all files of a folder, which are listed each time, or only where a time is another one."""

    def made(folder):
        return Standstill(
            lambda: sorted(folder.rglob("*.py")), [folder] if request.param == "by times" else []
        )

    return made


def test_what_is_as_it_was_is_no_change(folder, standstill):
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
        (lambda folder: (folder / "empty" / "d.py").write_text("D = 1\n"), "d.py"),
    ],
)
def test_a_change_is_told_by_its_file(folder, standstill, change, name):
    """Other contents, a file that has gone, a file that has come."""
    still = standstill(folder)
    still.require()

    change(folder)

    with pytest.raises(ConfigError, match=name):
        still.require()


def test_files_are_listed_again_only_where_something_has_another_time(folder):
    """To list them all takes many times as long as to look at their times."""
    asked = []
    still = Standstill(lambda: asked.append(1) or sorted(folder.rglob("*.py")), [folder])
    still.require()
    before = len(asked)

    still.require()
    assert len(asked) == before
    (folder / "empty" / "notes.txt").write_text("no source")
    still.require()
    still.require()

    assert len(asked) == before + 1
