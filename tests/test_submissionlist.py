"""Specify how a list of addresses and paths is read."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader import config as configuration
from grader.errors import UsageError
from grader.submissionlist import listed_handins
from tests.classes import git, put, repository

CONFIG = configuration.load(Path(__file__).resolve().parents[1])
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")


def take(folder, *lines):
    """Write a list into *folder* and return what it names."""
    return listed_handins(put(folder, "list.txt", "\n".join(lines)), CONFIG, folder / "into")


def test_paths_are_seen_from_the_list_and_may_have_a_student_before_them(tmp_path):
    """With a tab or a space between; comments and empty lines mean nothing."""
    for name in ("a/layers.py", "my work/layers.py", "c.zip"):
        put(tmp_path / "class", name)

    found = take(
        tmp_path,
        "# class",
        "",
        "ann  class/a",
        "class/my work",
        "Cy Roe\tclass/c.zip",
        str(tmp_path / "class/a"),
    )

    assert [(handin.id, handin.parts[0].path.name) for handin in found.handins] == [
        ("ann", "a"),
        ("my work", "my work"),
        ("Cy Roe", "c.zip"),
        ("a", "a"),
    ]
    assert found.puzzles == []


def test_what_cannot_be_had_is_a_puzzle_by_its_line(tmp_path):
    """The others are graded all the same, and no token is shown."""
    put(tmp_path, "a/layers.py")
    put(tmp_path, "notes.txt")
    (tmp_path / "link").symlink_to(tmp_path / "a")

    found = take(
        tmp_path, "a", "none", "notes.txt", "link", "ext::sh -c x", "bob git://x:pw@example.org/y", "--help"
    )

    assert [handin.id for handin in found.handins] == ["a"]
    assert [(puzzle.path, puzzle.reason) for puzzle in found.puzzles] == [
        ("list.txt:2", "none is not there"),
        ("list.txt:3", "notes.txt is no Python file, notebook or archive"),
        ("list.txt:4", "link is a symbolic link, which is not followed"),
        ("list.txt:5", "ext::sh -c x is no address of a repository"),
        (
            "list.txt:6",
            "git://***@example.org/y must begin with http://, https://, ssh://, file:// or be a path",
        ),
        ("list.txt:7", "--help is not there"),
    ]


@needs_git
def test_repositories_are_cloned_and_have_a_time(tmp_path):
    """The name of the assignment before the student's is no part of it."""
    repository(tmp_path / "work", when="2026-05-06T07:08:09+0200")
    git(tmp_path, "clone", "-q", "--bare", "work", f"{CONFIG.name}-ann.git")
    repository(tmp_path / "bob")

    found = take(tmp_path, f"file://{tmp_path}/{CONFIG.name}-ann.git", f"{CONFIG.name}-ann.git", "bob")

    assert [handin.student for handin in found.handins][2] == "bob"
    assert {handin.submitted_at for handin in found.handins[:2]} == {
        datetime(2026, 5, 6, 5, 8, 9, tzinfo=UTC)
    }
    assert all((handin.parts[0].path / "layers.py").is_file() for handin in found.handins)
    assert len({handin.parts[0].path for handin in found.handins}) == 3
    assert found.handins[2].parts[0].path == tmp_path / "bob"


@needs_git
def test_a_student_is_the_owner_where_repositories_have_one_name(tmp_path):
    """As where each has a repository `hw1` of their own."""
    repository(tmp_path / "work")
    for owner in ("ann", "bob"):
        git(tmp_path, "clone", "-q", "--bare", "work", f"{owner}/hw1.git")

    found = take(tmp_path, *(f"file://{tmp_path}/{owner}/hw1.git" for owner in ("ann", "bob")))

    assert [handin.id for handin in found.handins] == ["ann", "bob"]


@needs_git
def test_a_clone_that_fails_is_a_puzzle(tmp_path):
    """With git's own reason."""
    found = take(tmp_path, f"ann file://{tmp_path}/none.git")

    assert found.handins == []
    assert found.puzzles[0].path == "list.txt:1"
    assert "cannot be cloned" in found.puzzles[0].reason


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"a\0b", b"\xff\xfe\x00"])
def test_what_is_no_list_is_refused(tmp_path, content):
    """In one line with the file's name."""
    with pytest.raises(UsageError, match=r"list\.txt"):
        listed_handins(put(tmp_path, "list.txt", content), CONFIG, tmp_path / "into")
