"""Specify what bubblewrap is asked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader import bubblewrap
from grader.confinement import Bounds, Readable

READABLE = Readable(
    folders=(Path("/usr/lib"), Path("/usr/lib/python3"), Path("/opt/py/lib")),
    hidden=(Path("/usr/lib/python3/site-packages"),),
    more=(Path("/usr/lib/python3/site-packages/numpy"), Path("/root/bin/python")),
    aliases=((Path("/lib64/ld.so"), Path("/usr/lib/ld-2.so")),),
)


def options(own_users=False, **bounds):
    """Return the options as one text, for looking up neighbours in it."""
    return " ".join(bubblewrap.arguments(READABLE, Bounds(**bounds), own_users=own_users)) + " "


@pytest.mark.parametrize("kind", ["ipc", "pid", "net", "uts", "cgroup-try"])
def test_every_namespace_is_new(kind):
    """With the users' one where the caller has no other to become."""
    assert f"--unshare-{kind} " in options()
    assert "--unshare-user " in options(own_users=True)


def test_nothing_is_left_when_the_caller_dies():
    """The command is the first of its namespace and ends with the caller; its terminal is not ours."""
    for option in ("--die-with-parent", "--as-pid-1", "--new-session", "--hostname worker"):
        assert f"{option} " in options()


def test_rights_are_kept_only_to_become_another_user():
    """And none at all by a caller who is already nobody inside."""
    assert options().count("--cap-add") == 3
    assert "--cap-add" not in options(own_users=True)
    assert "--cap-drop ALL " in options()


def test_only_what_is_readable_is_there():
    """Each folder once and read-only, nothing of the system's own beside it."""
    assert "--ro-bind /usr/lib /usr/lib " in options()
    assert "--ro-bind /usr/lib/python3 " not in options()
    assert "--ro-bind /usr/lib/ld-2.so /lib64/ld.so " in options()
    assert " --bind " not in options()
    assert "--proc" not in options()


def test_hidden_folders_are_empty_but_for_what_is_needed():
    """They are covered before what lies in them is put there, and sealed after."""
    text = options()
    hidden, numpy = READABLE.hidden[0], READABLE.more[0]

    steps = [f"--tmpfs {hidden} ", f"--ro-bind {numpy} ", f"--remount-ro {hidden} "]

    assert sorted(steps, key=text.index) == steps


def test_the_folders_above_can_be_passed_by_every_user():
    """Without that, only root could reach an interpreter below `/root`."""
    assert "--perms 0755 --dir /root " in options()
    assert "--dir /usr/lib/python3 " not in options()


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="a file in memory is a thing of Linux")
def test_options_go_in_a_file():
    """Each ends where the next begins, whatever it holds."""
    place = bubblewrap.as_file(["--ro-bind", "/a b", "/c"])

    with os.fdopen(place, "rb") as file:
        assert file.read() == b"--ro-bind\0/a b\0/c"


def test_the_only_place_to_write_is_small_and_in_memory():
    """All else is sealed."""
    assert "--perms 1777 --size 4096 --tmpfs /box " in options(disk_bytes=4096)
    assert options().endswith("--remount-ro / --chdir /box ")


def test_temporary_files_go_there_too_unless_python_lies_among_them():
    """A clone below `/tmp` must not be hidden by what covers that."""
    inside = Readable(folders=(Path("/tmp/clone/lib"),))

    assert "--symlink /box /tmp " in options()
    assert "--symlink /box /dev/shm " in options()
    assert "--symlink /box /tmp" not in " ".join(bubblewrap.arguments(inside, Bounds(), own_users=True))
