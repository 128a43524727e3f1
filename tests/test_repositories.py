"""Specify which addresses are fetched, how, and what of a student's repository is never run."""

from __future__ import annotations

import os
import shutil
import time

import psutil
import pytest

from grader.commits import head_commit
from grader.repositories import NotFetched, fetch, is_address, masked, refusal
from tests.classes import git, put, repository

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")


@pytest.mark.parametrize(
    "address",
    [
        *("https://example.org/ann/hw1", "http://example.org/hw1.git", "ssh://git@example.org/hw1"),
        *("git@example.org:ann/hw1.git", "file:///srv/hw1.git", "example.org:hw1", "HTTPS://example.org/x"),
    ],
)
def test_addresses_of_the_usual_kinds_are_fetched(address):
    """Web, secure shell in both spellings, and files."""
    assert is_address(address)
    assert refusal(address) is None


@pytest.mark.parametrize(
    "address",
    [
        *("ext::sh -c touch% x", "ext::sh", "fd::17", "git://example.org/x", "ftp://example.org/x"),
        *("-oProxyCommand=touch", "--upload-pack=touch", "ssh://-oProxyCommand=touch/x", "EXT::sh"),
        *("ssh://-oProxyCommand=x@example.org/x", "-host:path", "javascript://x", "transport::https://x"),
    ],
)
def test_addresses_that_are_commands_or_options_are_refused(address):
    """Git would run some of them."""
    assert refusal(address) is not None


def test_paths_are_no_addresses(tmp_path, monkeypatch):
    """Not even one with a colon in it."""
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "a:b/layers.py")

    assert not is_address("a:b")
    assert not is_address("../ann")
    assert not is_address("ann")


@pytest.mark.parametrize(
    "address, expected",
    [
        ("https://ann:secret@example.org/x", "https://***@example.org/x"),
        ("https://token@example.org/x", "https://***@example.org/x"),
        ("ssh://git@example.org/x", "ssh://git@example.org/x"),
        ("https://example.org/x", "https://example.org/x"),
    ],
)
def test_passwords_are_not_shown(address, expected):
    """A list of addresses may hold a token."""
    assert masked(address) == expected


@pytest.fixture
def bare(tmp_path):
    """Return a bare repository whose work goes on in the folder `work`."""
    work = repository(tmp_path / "work")
    put(work, "loss.py")
    git(work, "add", ".")
    git(work, "commit", "-q", "-m", "second")
    git(tmp_path, "clone", "-q", "--bare", "work", "bare.git")
    git(work, "remote", "add", "origin", str(tmp_path / "bare.git"))
    return tmp_path / "bare.git"


@needs_git
def test_a_clone_is_shallow_and_checked_out(bare, tmp_path):
    """By path and by file://."""
    for number, address in enumerate([str(bare), f"file://{bare}"]):
        found = fetch(address, tmp_path / f"into/{number}", 100)

        assert (found / "layers.py").read_text() == "x = 1\n"
        assert head_commit(found) == git(bare, "rev-parse", "HEAD").strip()
        assert git(found, "rev-list", "--count", "HEAD").strip() == "1"


@needs_git
def test_a_second_fetch_takes_what_is_new_and_else_leaves_the_clone(bare, tmp_path):
    """What is there already is not fetched again."""
    found = fetch(str(bare), tmp_path / "into", 100)
    (found / "mark").touch()
    again = fetch(str(bare), tmp_path / "into", 100)
    kept = (again / "mark").exists()
    put(tmp_path / "work", "data.py")
    git(tmp_path / "work", "add", ".")
    git(tmp_path / "work", "commit", "-q", "-m", "third")
    git(tmp_path / "work", "push", "-q", "origin", "HEAD")

    newer = fetch(str(bare), tmp_path / "into", 100)

    assert kept
    assert (newer / "data.py").exists()
    assert not (newer / "mark").exists()


@needs_git
def test_a_failed_fetch_leaves_what_was_there(bare, tmp_path):
    """The network may be down when a class is graded again."""
    found = fetch(str(bare), tmp_path / "into", 100)
    shutil.rmtree(bare)

    with pytest.raises(NotFetched, match="cannot be cloned"):
        fetch(str(bare), tmp_path / "into", 100)

    assert (found / "layers.py").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["into", "work"]


@needs_git
def test_no_hook_filter_or_submodule_runs(bare, tmp_path, monkeypatch):
    """Neither of the repository nor, on a student's files, of the machine."""
    mark = tmp_path / "ran"
    trap = put(tmp_path, "trap", f"#!/bin/sh\ntouch {mark}\ncat\n")
    trap.chmod(0o755)
    for hook in ("post-checkout", "reference-transaction", "upload-pack", "pre-receive"):
        shutil.copy(trap, bare / "hooks" / hook)
    git(bare, "config", "uploadpack.packObjectsHook", str(trap))
    config = put(
        tmp_path, "home/.gitconfig", f'[filter "trap"]\n\tsmudge = {trap}\n[core]\n\thooksPath = {tmp_path}\n'
    )
    shutil.copy(trap, tmp_path / "post-checkout")
    work = tmp_path / "work"
    put(work, ".gitattributes", "*.py filter=trap\n")
    put(work, ".gitmodules", f'[submodule "x"]\n\tpath = x\n\turl = ext::{trap}\n')
    git(work, "add", ".")
    git(work, "commit", "-q", "-m", "trap")
    git(work, "push", "-q", "origin", "HEAD")
    mark.unlink(missing_ok=True)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))

    found = fetch(str(bare), tmp_path / "into", 100)

    assert (found / ".gitattributes").exists()
    assert not mark.exists()


@needs_git
def test_limits_of_time_and_size_hold(bare, tmp_path):
    """The clone is taken away again."""
    put(tmp_path / "work", "big.bin", os.urandom(3 << 20))
    git(tmp_path / "work", "add", ".")
    git(tmp_path / "work", "commit", "-q", "-m", "big")
    git(tmp_path / "work", "push", "-q", "origin", "HEAD")

    with pytest.raises(NotFetched, match="is larger than 1 MB"):
        fetch(str(bare), tmp_path / "into", 1)
    with pytest.raises(NotFetched, match="took too long"):
        fetch(f"file://{bare}", tmp_path / "into", 100, timeout_s=-1)

    assert not list(tmp_path.glob("into*"))


@needs_git
def test_an_empty_repository_is_told(tmp_path):
    """Nothing was pushed."""
    git(tmp_path, "init", "-q", "--bare", "bare.git")

    with pytest.raises(NotFetched, match="is empty"):
        fetch(str(tmp_path / "bare.git"), tmp_path / "into", 100)


def alive_in_group(group):
    """Return the processes of *group* that are more than an entry nobody has asked for."""
    found = []
    for process in psutil.process_iter(["pid", "status"]):
        try:
            same = os.getpgid(process.pid) == group
        except ProcessLookupError:
            continue
        if same and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process.pid)
    return found


def test_a_git_that_hangs_is_ended_with_its_children(tmp_path, monkeypatch):
    """A server may never answer."""
    hanging = put(tmp_path, "bin/git", f"#!/bin/sh\necho $$ > {tmp_path}/pid\n/bin/sleep 100 &\nwait\n")
    hanging.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    begun = time.monotonic()

    with pytest.raises(NotFetched, match="took too long"):
        fetch("file:///nowhere", tmp_path / "into", 100, timeout_s=0.3)

    assert time.monotonic() - begun < 30
    assert not alive_in_group(int((tmp_path / "pid").read_text()))


def test_without_git_it_is_told(tmp_path, monkeypatch):
    """By a line, not by a traceback."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NotFetched, match="git does not start"):
        fetch("file:///nowhere", tmp_path / "into", 100)
