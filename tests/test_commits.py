"""Specify that the time of a commit is read without running what a repository names."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from grader.commits import commit_time, head_commit, quiet_environment
from tests.classes import git, put, repository

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
WHEN = datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC)


def test_the_time_is_that_of_the_last_commit_in_its_own_zone(tmp_path):
    """Of the commit that is checked out."""
    folder = repository(tmp_path / "a")
    put(folder, "loss.py")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "later", when="2026-02-03T04:05:06-0330")

    found = commit_time(folder, tmp_path / "scratch")

    assert found == datetime(2026, 2, 3, 7, 35, 6, tzinfo=UTC)
    assert found.utcoffset() == -timedelta(hours=3, minutes=30)


def pack(folder):
    """Pack objects and names as a clone has them."""
    git(folder, "gc", "-q")
    assert (folder / ".git/packed-refs").exists()


def detach(folder):
    """Check out a commit and no branch."""
    git(folder, "checkout", "-q", "--detach")


def branch(folder):
    """Check out a branch with a folder in its name."""
    git(folder, "checkout", "-q", "-b", "feature/x-1")


@pytest.mark.parametrize("change", [pack, detach, branch])
def test_every_shape_of_a_repository_is_read(tmp_path, change):
    """Loose or packed, on a branch or on none."""
    folder = repository(tmp_path / "a")

    change(folder)

    assert commit_time(folder, tmp_path / "scratch") == WHEN
    assert head_commit(folder) == git(folder, "rev-parse", "HEAD").strip()


def test_repositories_with_long_hashes_are_read(tmp_path):
    """Those of SHA-256."""
    folder = tmp_path / "a"
    folder.mkdir()
    git(folder, "init", "-q", "--object-format=sha256")
    put(folder, "layers.py")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "x")

    assert commit_time(folder, tmp_path / "scratch") == WHEN


def test_no_program_that_a_repository_names_is_run(tmp_path):
    """Not its pager, hooks, monitor, signature checker, remote helper or replaced command."""
    folder = repository(tmp_path / "a")
    mark = tmp_path / "ran"
    trap = put(tmp_path, "trap", f"#!/bin/sh\ntouch {mark}\n")
    trap.chmod(0o755)
    keys = ("core.pager", "core.fsmonitor", "core.sshCommand", "core.editor", "gpg.program", "diff.external")
    for key in keys:
        git(folder, "config", key, str(trap))
    git(folder, "config", "log.showSignature", "true")
    git(folder, "config", "core.hooksPath", str(tmp_path))
    git(folder, "config", "alias.cat-file", f"!{trap}")
    git(folder, "config", "remote.origin.url", "ssh://example.invalid/x")
    git(folder, "config", "remote.origin.promisor", "true")
    git(folder, "config", "extensions.partialClone", "origin")
    commit = head_commit(folder)

    whole = commit_time(folder, tmp_path / "scratch")
    mark.unlink(missing_ok=True)
    (folder / ".git/objects" / commit[:2] / commit[2:]).unlink()
    broken = commit_time(folder, tmp_path / "scratch")

    assert (whole, broken) == (WHEN, None)
    assert not mark.exists()


def test_the_configuration_of_a_repository_is_not_even_read(tmp_path):
    """One that git would die of does not matter."""
    folder = repository(tmp_path / "a")
    put(folder, ".git/config", "[core\n\x00 nonsense")

    assert commit_time(folder, tmp_path / "scratch") == WHEN


def test_links_are_not_followed(tmp_path):
    """Neither of the repository nor of what is in it."""
    folder = repository(tmp_path / "a")
    linked = tmp_path / "b"
    linked.mkdir()
    (linked / ".git").symlink_to(folder / ".git")
    inner = repository(tmp_path / "c")
    shutil.rmtree(inner / ".git/objects")
    (inner / ".git/objects").symlink_to(folder / ".git/objects")
    (tmp_path / "d").mkdir()
    put(tmp_path / "d", ".git", f"gitdir: {folder}/.git\n")

    assert [commit_time(tmp_path / name, tmp_path / "scratch") for name in "bcd"] == [None, None, None]


@pytest.mark.parametrize(
    "head",
    [
        *("", "ref: refs/heads/../../../../etc/passwd", "ref: /etc/passwd", "--help", "0" * 40, "f" * 64),
        *("ref: refs/heads/none", "ref: refs/heads/" + "x" * 5000, "ref: refs/remotes/origin/main"),
    ],
)
def test_a_head_that_leads_nowhere_has_no_time(tmp_path, head):
    """Nor does it lead out of the repository."""
    folder = repository(tmp_path / "a")
    put(folder, ".git/HEAD", head)

    assert commit_time(folder, tmp_path / "scratch") is None


def test_an_empty_repository_or_none_has_no_time(tmp_path):
    """Nothing was committed."""
    (tmp_path / "a").mkdir()
    git(tmp_path / "a", "init", "-q")

    assert commit_time(tmp_path / "a", tmp_path / "scratch") is None
    assert commit_time(tmp_path, tmp_path / "scratch") is None


def test_without_git_there_is_no_time(tmp_path, monkeypatch):
    """And no error."""
    folder = repository(tmp_path / "a")

    monkeypatch.setenv("PATH", str(tmp_path))

    assert commit_time(folder, tmp_path / "scratch") is None


def test_variables_that_point_to_a_repository_are_not_handed_on(monkeypatch):
    """A grader that a hook has started would read its own repository; how to reach servers is kept."""
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("GIT_SSH_COMMAND", "ssh -i key")

    found = quiet_environment(GIT_ALLOW_PROTOCOL="none")

    assert "GIT_DIR" not in found
    assert found["GIT_SSH_COMMAND"] == "ssh -i key"
    assert found["GIT_ALLOW_PROTOCOL"] == "none"
    assert found["PATH"] == os.environ["PATH"]
