"""Specify where the assignment is looked for."""

import pytest

from grader.assignmentfolder import assignment_folder, find_assignment
from grader.errors import UsageError


@pytest.fixture
def course(tmp_path, monkeypatch):
    """An assignment with a folder in it, and a working folder elsewhere."""
    folder = tmp_path / "course"
    (folder / "exercises").mkdir(parents=True)
    (folder / "config.yaml").touch()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return folder


def test_the_nearest_one_upwards_is_found(course):
    """From any folder below it."""
    assert find_assignment(course / "exercises") == course


def test_a_given_one_wins(course, tmp_path):
    """Over the one that lies above the submission, if it is one."""
    assert assignment_folder(course, tmp_path) == course
    with pytest.raises(UsageError, match=r"there is no config\.yaml in it"):
        assignment_folder(tmp_path, course)


def test_where_none_is_above_the_submission_the_working_folder_counts(course, tmp_path, monkeypatch):
    """As for a submission that lies anywhere."""
    monkeypatch.chdir(course / "exercises")

    assert assignment_folder(None, tmp_path / "elsewhere") == course


def test_what_cannot_be_found_is_told(course, tmp_path):
    """In words that say what to do."""
    with pytest.raises(UsageError, match="name it with --assignment"):
        assignment_folder(None, tmp_path)
    with pytest.raises(UsageError, match="no such file or folder"):
        assignment_folder(None, tmp_path / "nobody")
