"""Specify what the folder of one student consists of, and what of a class's folder is passed over."""

from __future__ import annotations

import os

import pytest

from grader.classfinds import Finds, can_count, declared_name, is_litter, listing, parts_of_folder, stem
from tests.classes import put


def parts(folder):
    """Return the parts of *folder* by name and what was puzzling."""
    finds = Finds()
    found = parts_of_folder(folder, "ann", finds)
    return [part.path.relative_to(folder).as_posix() for part in found], [
        (puzzle.path, puzzle.reason) for puzzle in finds.puzzles
    ]


@pytest.mark.parametrize("name", [".DS_Store", "__MACOSX", "Thumbs.db", ".git", "grades.csv", "desktop.ini"])
def test_litter_is_passed_over(tmp_path, name):
    """What systems leave behind, what is hidden, and the grades of an earlier run."""
    put(tmp_path, f"{name}")
    put(tmp_path, "ann.py")
    finds = Finds()

    found = listing(tmp_path, finds)

    assert is_litter(name)
    assert [path.name for path in found.files] == ["ann.py"]
    assert finds.puzzles == []


def test_links_and_pipes_are_puzzles_and_never_followed(tmp_path):
    """A link of a student may lead anywhere."""
    put(tmp_path, "ann/layers.py")
    (tmp_path / "bob").symlink_to(tmp_path / "ann")
    (tmp_path / "cy.py").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "dee.py")
    finds = Finds()

    found = listing(tmp_path, finds)

    assert [path.name for path in (*found.folders, *found.files)] == ["ann"]
    assert [(puzzle.path, puzzle.reason) for puzzle in finds.puzzles] == [
        ("bob", "is a symbolic link, which is not followed"),
        ("cy.py", "is a symbolic link, which is not followed"),
        ("dee.py", "is neither a file nor a folder"),
    ]


def test_archives_in_a_folder_come_before_its_own_files(tmp_path):
    """The later part prevails: what was unpacked is what the student worked on."""
    put(tmp_path, "layers.py")
    put(tmp_path, "b.zip")
    put(tmp_path, "a.tar.gz")
    put(tmp_path, "data/digits.zip")

    assert parts(tmp_path) == (["a.tar.gz", "b.zip", "."], [])


def test_an_archive_deeper_down_counts_where_nothing_else_does(tmp_path):
    """Students pack a folder and put it into a folder."""
    put(tmp_path, "work/final.zip")
    put(tmp_path, "work/readme.txt")

    assert parts(tmp_path) == (["work/final.zip"], [])


def test_a_folder_of_other_files_is_told_and_still_a_hand_in(tmp_path):
    """The student handed something in, and shall hear why it does not count."""
    put(tmp_path, "report.pdf")
    put(tmp_path, "bad\x1b[31m.txt")

    found, puzzles = parts(tmp_path)

    assert found == ["."]
    assert puzzles == [
        ("ann", "holds no Python file, notebook or archive, but 'bad\\x1b[31m.txt', report.pdf")
    ]


def test_an_empty_folder_is_told_and_no_hand_in(tmp_path):
    """Also one that holds litter alone."""
    put(tmp_path, ".DS_Store")
    (tmp_path / "inner").mkdir()

    assert parts(tmp_path) == ([], [("ann", "is empty")])


def test_links_alone_are_no_hand_in(tmp_path):
    """They may lead to the reference."""
    (tmp_path / "layers.py").symlink_to("/etc/passwd")

    assert parts(tmp_path) == ([], [("ann", "holds nothing but symbolic links, which are not followed")])


def test_an_environment_is_not_taken_for_python_files(tmp_path):
    """Its thousands of files are no student's."""
    put(tmp_path, "venv/pyvenv.cfg")
    put(tmp_path, "venv/lib/site.py")
    put(tmp_path, "essay.txt")

    assert parts(tmp_path)[1] == [("ann", "holds no Python file, notebook or archive, but essay.txt")]


def test_an_unreadable_folder_is_a_puzzle(tmp_path, monkeypatch):
    """The rest of the class is graded all the same."""

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)

    assert parts(tmp_path) == ([], [("ann", "cannot be read: Permission denied")])


def test_files_too_deep_to_count_are_no_hand_in(tmp_path):
    """Reading goes no deeper either."""
    put(tmp_path, "/".join("d" * 30) + "/layers.py")

    assert parts(tmp_path) == ([], [("ann", "is empty")])


def test_kinds_of_files_and_their_stems():
    """Archives that cannot be read are handed in all the same, so that the student hears of it."""
    assert all(can_count(name) for name in ("a.py", "a.ipynb", "a.zip", "a.tar.gz", "a.TGZ", "a.rar", "a.7z"))
    assert not any(can_count(name) for name in ("a.pdf", ".a.py", "a.pyc", "a", "a.txt"))
    assert [stem(name) for name in ("a.b.py", "a.tar.gz", "a")] == ["a.b", "a", "a"]


def test_a_loose_file_is_the_declared_one_of_its_name():
    """Canvas takes no folders; a name that two folders have says nothing."""
    declared = ("Layers/Dense.py", "a/x.py", "b/x.py", "loss.py")

    assert declared_name("Dense.py", declared) == "Layers/Dense.py"
    assert declared_name("x.py", declared) == "x.py"
    assert declared_name("loss.py", declared) == "loss.py"
