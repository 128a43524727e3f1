"""Specify what each level of confinement is made of."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from grader import footprint, syscalls, walls
from grader.confinement import Bounds, Level, Readable
from grader.walls import Place, Unavailable

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these levels are those of Linux")


@pytest.fixture
def place(tmp_path):
    """A place with a library that has packages hidden in it."""
    library = tmp_path / "lib"
    (library / "site-packages" / "numpy").mkdir(parents=True)
    (library / "os.py").touch()
    readable = Readable(
        folders=(library,),
        hidden=(library / "site-packages",),
        more=(library / "site-packages" / "numpy",),
        listed=(library / "site-packages",),
    )
    return Place(readable, Bounds(cpu_s=7), tmp_path / "own")


@pytest.fixture
def filters(monkeypatch):
    """Let the filter be at hand, installed or not."""
    monkeypatch.setattr(syscalls, "sandbox_filter", lambda: b"program")
    monkeypatch.setattr(walls.shutil, "which", lambda name: f"/usr/bin/{name}")


def test_a_process_has_limits_and_nothing_else(place):
    """At the weakest level there is one way, everywhere."""
    (wall,) = walls.walls(Level.PROCESS, place)

    assert (wall.options, wall.parts, wall.uid, wall.own_pids) == ((), (), None, False)
    assert wall.plan["filter"] is None
    assert 7 in wall.plan["limits"].values()


@LINUX
def test_landlock_opens_what_is_readable_and_not_what_is_hidden_in_it(place, filters):
    """A rule holds for all below it, so the library is opened entry by entry."""
    (wall,) = walls.walls(Level.LANDLOCK, place)
    rules, library = wall.plan["landlock"], place.readable.folders[0]

    assert str(library / "os.py") in rules["read"]
    assert str(library / "site-packages" / "numpy") in rules["read"]
    assert not {str(library), str(library / "site-packages")} & set(rules["read"])
    assert {str(library), str(library / "site-packages")} == set(rules["list"])
    assert rules["write"] == [str(place.folder), "/dev/null"]
    assert wall.parts[-2:] == ("seccomp", "landlock")


@LINUX
def test_the_filter_alone_opens_everything(place, filters):
    """It is for kernels without Landlock."""
    (wall,) = walls.walls(Level.SECCOMP, place)

    assert wall.plan["landlock"] is None
    assert wall.plan["filter"] == b"program"


@LINUX
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_root_becomes_a_user_that_nobody_else_is(place, filters):
    """Behind bubblewrap always; elsewhere only where every user may read what the command needs."""
    first, second = walls.walls(Level.BUBBLEWRAP, place)
    (closed,) = walls.walls(Level.SECCOMP, Place(Readable(more=(Path("/root"),)), Bounds()))
    (opened,) = walls.walls(Level.SECCOMP, Place(Readable(folders=(Path("/usr"),)), Bounds()))

    assert first.uid == first.plan["uid"] > 60_000
    assert second.uid is None
    assert (closed.uid, closed.parts) == (None, ("seccomp",))
    assert (opened.uid, opened.parts) == (first.uid, ("user", "seccomp"))


@LINUX
def test_others_map_themselves_to_nobody(place, filters, monkeypatch):
    """Without root there is one way to use bubblewrap."""
    monkeypatch.setattr(walls.os, "geteuid", lambda: 1000)

    (wall,) = walls.walls(Level.BUBBLEWRAP, place)

    assert "--unshare-user" in wall.options
    assert wall.plan["uid"] is None
    assert wall.parts == ("user", "seccomp")


@LINUX
def test_a_user_is_taken_from_those_that_the_container_has(monkeypatch, tmp_path):
    """Where only some users are mapped, the private one is among them; where none is spare, there is none."""
    monkeypatch.setattr(walls.os, "geteuid", lambda: 0)
    table = tmp_path / "uid_map"
    monkeypatch.setattr(walls, "Path", lambda *_: table)

    table.write_text("0 1000 65536\n")
    assert 32_768 <= walls._private_user() < 65_536
    table.write_text("0 1000 1\n")
    assert walls._private_user() is None
    table.write_text("0 0 4294967295\n")
    assert walls._private_user() == 0x7000_0000 + os.getpid()


@pytest.mark.parametrize("level", [level for level in Level if level is not Level.PROCESS])
def test_elsewhere_than_on_linux_there_is_only_the_process(level, place, monkeypatch):
    """The reason is told."""
    monkeypatch.setattr(walls.sys, "platform", "darwin")

    with pytest.raises(Unavailable, match="not Linux"):
        next(walls.walls(level, place))


@LINUX
def test_without_libseccomp_only_the_process_is_left(place, monkeypatch):
    """The library's absence is told as such."""

    def absent():
        raise syscalls.Unavailable("libseccomp is not installed")

    monkeypatch.setattr(syscalls, "sandbox_filter", absent)

    with pytest.raises(Unavailable, match="libseccomp is not installed"):
        next(walls.walls(Level.LANDLOCK, place))


def test_what_python_needs_can_be_said_in_rules():
    """The real footprint gives rules without a folder of packages."""
    place = Place(footprint.of_python([], []), Bounds(), Path("/nowhere"))

    rules = walls._landlock(place)

    assert not [path for path in rules["read"] if path.endswith(("site-packages", "dist-packages"))]
