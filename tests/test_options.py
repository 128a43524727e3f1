"""The assignment's folder is the one that was named, or the nearest upwards."""

from types import SimpleNamespace

import pytest

from grader.errors import UsageError
from grader.options import assignment_of
from tests.assignments import write_assignment

NOTHING = SimpleNamespace(obj=None)


@pytest.fixture
def course(tmp_path):
    """An assignment with a folder below."""
    write_assignment(tmp_path / "course")
    return tmp_path / "course"


def test_a_named_folder_wins(course, tmp_path):
    """The command's own option before that in front of the command."""
    write_assignment(tmp_path / "other")

    assert assignment_of(SimpleNamespace(obj=course), None, tmp_path) == course
    assert assignment_of(SimpleNamespace(obj=course), tmp_path / "other", tmp_path) == tmp_path / "other"


def test_the_nearest_upwards_is_found(course, tmp_path, monkeypatch):
    """From the place that is asked about, then from here."""
    monkeypatch.chdir(course / "exercises")

    assert assignment_of(NOTHING, None, course / "exercises/checks") == course
    assert assignment_of(NOTHING, None, tmp_path).resolve() == course


@pytest.mark.parametrize(
    "given, start, fault", [("x", ".", "x: there is no config.yaml"), (None, "y", "y: no such")]
)
def test_a_wrong_place_is_named(course, tmp_path, monkeypatch, given, start, fault):
    """In one line."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UsageError, match=fault):
        assignment_of(NOTHING, given and course / given, course / start)
