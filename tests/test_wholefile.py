"""Files are written whole or not at all."""

import os
import time
from pathlib import Path

import pytest

from grader import wholefile


def test_a_file_is_replaced_in_one_step(tmp_path):
    """The new content is there, and nothing beside it."""
    path = tmp_path / "new" / "report.json"

    wholefile.replace(path, b"old")
    wholefile.replace(path, b"new")

    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("lasting", [True, False])
def test_only_what_must_last_waits_for_the_disk(tmp_path, monkeypatch, lasting):
    """Twice, for the file and for its name in the folder; both kinds are replaced in one step."""
    synced = []
    monkeypatch.setattr(os, "fsync", synced.append)
    path = tmp_path / "new" / "file"

    wholefile.replace(path, b"new", 0o600, lasting=lasting)

    assert len(synced) == 2 * lasting
    assert [each.read_bytes() for each in path.parent.iterdir()] == [b"new"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_name_alone_is_a_file_here(tmp_path, monkeypatch):
    """It has no folder that could be missing."""
    monkeypatch.chdir(tmp_path)

    wholefile.replace(Path("file"), b"new")

    assert (tmp_path / "file").read_bytes() == b"new"


def test_what_cannot_be_replaced_stays_as_it_was(tmp_path):
    """A folder in the way is left alone, and no half of a file is left beside it."""
    path = tmp_path / "folder"
    path.mkdir()

    with pytest.raises(OSError, match="folder"):
        wholefile.replace(path, b"new")

    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_writer_has_left_is_swept(tmp_path):
    """Not what somebody may be writing just now, and nothing else."""
    for name, age_s in ((".a.json.12345678.tmp", 3600), (".b.json.12345678.tmp", 0), ("c.json", 3600)):
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (time.time() - age_s,) * 2)

    wholefile.sweep(tmp_path)
    wholefile.sweep(tmp_path / "none")

    assert sorted(path.name for path in tmp_path.iterdir()) == [".b.json.12345678.tmp", "c.json"]


def test_a_link_is_written_through_and_never_replaced(tmp_path):
    """As /dev/stdout is one; a file is replaced whole."""
    (tmp_path / "behind").touch()
    (tmp_path / "link").symlink_to("behind")
    (tmp_path / "file").write_text("old")
    before = (tmp_path / "file").stat().st_ino

    wholefile.put(tmp_path / "link", b"new")
    wholefile.put(tmp_path / "file", b"new")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "behind").read_bytes() == b"new"
    assert (tmp_path / "file").read_bytes() == b"new"
    assert (tmp_path / "file").stat().st_ino != before


@pytest.mark.parametrize("folder", [True, False])
def test_what_was_put_without_waiting_can_be_waited_for(tmp_path, monkeypatch, folder):
    """The file and its folder, which another file can settle too; one that was moved away is none."""
    synced = []
    monkeypatch.setattr(os, "fsync", lambda fd: synced.append(os.fstat(fd).st_ino))
    wholefile.replace(tmp_path / "a", b"1", lasting=False)
    assert synced == []

    wholefile.settle(tmp_path / "gone" / "b")
    wholefile.settle(tmp_path / "a", folder=folder)

    assert synced == [each.stat().st_ino for each in (tmp_path / "a", tmp_path)][: 1 + folder]
