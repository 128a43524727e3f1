"""Specify how nbgrader's tree of submissions is known and read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from grader.errors import UsageError
from grader.nbgradertree import nbgrader_handins, nbgrader_root
from tests import classes
from tests.classes import put

STAMP = "2015-02-02 14:58:23.948203 America/Los_Angeles\n"


def submit(root, student, assignment="ps1", stamp=STAMP):
    """Write what nbgrader collects of one student."""
    put(root, f"{student}/{assignment}/layers.py")
    if stamp is not None:
        put(root, f"{student}/{assignment}/timestamp.txt", stamp)


@pytest.mark.parametrize("name", classes.TEN_NAMES)
def test_a_student_is_known_by_the_folder_and_has_a_time(tmp_path, name):
    """The folder of the assignment is the submission; a course's folder leads to it."""
    submit(tmp_path / "submitted", name)
    put(tmp_path, "source/ps1/layers.py")
    root = nbgrader_root(tmp_path, "other")

    (handin,) = nbgrader_handins(root, "ps1").handins

    assert root == tmp_path / "submitted"
    assert (handin.id, handin.platform) == (name, "nbgrader")
    assert handin.submitted_at == datetime(2015, 2, 2, 22, 58, 23, 948203, UTC)
    assert [part.path for part in handin.parts] == [root / name / "ps1"]


def test_the_assignment_of_the_configuration_is_taken(tmp_path):
    """Who has nothing for it is told of; the others' work is left alone."""
    submit(tmp_path, "ann", "ps1")
    submit(tmp_path, "ann", "ps2")
    submit(tmp_path, "bob", "ps2")

    found = nbgrader_handins(tmp_path, "ps1")

    assert [handin.id for handin in found.handins] == ["ann"]
    assert found.notes == ["bob: has a folder, but handed in nothing for ps1"]


def test_the_only_assignment_is_taken_whatever_its_name(tmp_path):
    """Names in nbgrader need not be those of the configuration."""
    submit(tmp_path, "ann", "ps2")
    submit(tmp_path, "bob", "ps2")

    assert [handin.id for handin in nbgrader_handins(tmp_path, "ps1").handins] == ["ann", "bob"]


def test_of_several_other_assignments_none_is_guessed(tmp_path):
    """The line names them."""
    submit(tmp_path, "ann", "ps2")
    submit(tmp_path, "ann", "ps3")

    with pytest.raises(UsageError, match=r"no assignment 'ps1' but several others \(ps2, ps3\)"):
        nbgrader_handins(tmp_path, "ps1")


@pytest.mark.parametrize("stamp, notes", [(None, 0), ("yesterday", 1), ("\xff" * 3000, 1)])
def test_a_submission_without_a_sound_time_has_none(tmp_path, stamp, notes):
    """One that cannot be understood is told of."""
    submit(tmp_path, "ann", stamp=stamp)

    found = nbgrader_handins(tmp_path, "ps1")

    assert found.handins[0].submitted_at is None
    assert len(found.notes) == notes


def test_files_between_the_folders_are_puzzles(tmp_path):
    """Nothing is dropped without a word."""
    submit(tmp_path, "ann")
    put(tmp_path, "readme.txt")
    put(tmp_path, "ann/log.txt")

    found = nbgrader_handins(tmp_path, "ps1")

    assert sorted(puzzle.path for puzzle in found.puzzles) == ["ann/log.txt", "readme.txt"]


def test_a_plain_folder_of_folders_is_none_of_nbgrader(tmp_path):
    """Neither where students' files lie at once in their folders, nor where each has folders of own names."""
    put(tmp_path, "flat/ann/layers.py")
    put(tmp_path, "deep/ann/src/layers.py")
    put(tmp_path, "deep/bob/code/layers.py")
    put(tmp_path, "submitted/ann/layers.py")

    found = [nbgrader_root(tmp_path / name, "ps1") for name in ("flat", "deep", "submitted")]

    assert found == [None, None, None]


def test_the_tree_is_known_without_times(tmp_path):
    """By the name of the assignment in each student's folder, or by its own."""
    submit(tmp_path / "a", "ann", "ps1", None)
    submit(tmp_path / "submitted", "ann", "ps2", None)

    assert nbgrader_root(tmp_path / "a", "ps1") == tmp_path / "a"
    assert nbgrader_root(tmp_path / "submitted", "ps1") == tmp_path / "submitted"
