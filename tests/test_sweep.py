"""Specify that a folder is emptied whatever hostile code has left in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader import sweep


def test_files_and_folders_are_removed(tmp_path):
    """Everything in the folder goes, the folder stays."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").write_text("x")
    (tmp_path / "file\nwith a line break").write_text("x")

    sweep.Folder(tmp_path).empty()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["empty folder", "full folder", "file", "link", "nothing"])
def test_the_only_thing_in_a_folder_is_removed(tmp_path, kind):
    """Whatever it is: only an empty folder goes at once."""
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside").mkdir()
    only = tmp_path / "inside" / "work"
    if "folder" in kind:
        only.mkdir()
    if kind == "full folder":
        (only / "inner").mkdir()
        (only / "inner" / "file").write_text("x")
    elif kind == "file":
        only.write_text("x")
    elif kind == "link":
        only.symlink_to(tmp_path / "outside")
    held = sweep.Folder(tmp_path / "inside")

    held.empty()

    assert held.is_empty()
    assert (tmp_path / "outside").is_dir()


def test_an_empty_folder_beside_others_is_not_all_that_is_removed(tmp_path):
    """What a check has put beside its own folder goes as well."""
    for name in ("work", "beside"):
        (tmp_path / name).mkdir()
    (tmp_path / "file").write_text("x")

    sweep.Folder(tmp_path).empty()

    assert list(tmp_path.iterdir()) == []


def test_a_folder_can_be_removed_altogether(tmp_path):
    """With the folder itself; doing so twice does no harm."""
    folder = tmp_path / "folder"
    (folder / "inner").mkdir(parents=True)

    held = sweep.Folder(folder)
    held.remove()
    held.remove()

    assert not folder.exists()


def test_folders_nested_beyond_any_path_are_removed(tmp_path):
    """A chain of folders longer than paths may be, and than recursion goes, is removed."""
    start = os.open(tmp_path, os.O_RDONLY)
    here = start
    for _ in range(3000):
        os.mkdir("deeper", dir_fd=here)
        inner = os.open("deeper", os.O_RDONLY, dir_fd=here)
        if here != start:
            os.close(here)
        here = inner
    os.close(here)
    os.close(start)

    sweep.Folder(tmp_path).empty()

    assert list(tmp_path.iterdir()) == []


def test_links_are_removed_and_not_followed(tmp_path):
    """What a link points to is none of the sweep's business."""
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    (outside / "kept").mkdir(parents=True)
    inside.mkdir()
    (inside / "folder").symlink_to(outside)
    (inside / "gone").symlink_to("nowhere")
    (inside / "inner").mkdir()
    (inside / "inner" / "folder").symlink_to(outside)

    sweep.Folder(inside).empty()

    assert list(inside.iterdir()) == []
    assert (outside / "kept").is_dir()


def test_folders_without_rights_are_removed(tmp_path):
    """A folder that its owner may not enter is given its rights back first."""
    (tmp_path / "locked" / "inner").mkdir(parents=True)
    (tmp_path / "locked" / "inner" / "file").write_text("x")
    (tmp_path / "locked" / "inner").chmod(0)
    (tmp_path / "locked").chmod(0)

    sweep.Folder(tmp_path).empty()

    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_removed_stays_without_an_error(tmp_path, monkeypatch):
    """A refusal of the system is no reason to stop grading, nor to go on for ever."""
    (tmp_path / "kept").write_text("x")
    (tmp_path / "folder").mkdir()
    monkeypatch.setattr("os.unlink", lambda *_, **__: (_ for _ in ()).throw(PermissionError()))

    sweep.Folder(tmp_path).empty()

    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_what_lies_in_a_folder_is_counted_as_far_as_needed(tmp_path):
    """With all that is below it; what a file only pretends to hold takes no room."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "full").write_bytes(b"x" * 100_000)
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(2**40)

    found_bytes = sweep.Folder(tmp_path).size_bytes(10**6)

    assert 100_000 <= found_bytes < 200_000


def test_what_cannot_be_counted_is_too_much(tmp_path, monkeypatch):
    """Very many entries, or folders deeper than any path."""
    for name in range(4):
        (tmp_path / str(name)).touch()
    monkeypatch.setattr(sweep, "_MOST_ENTRIES", 4)
    assert sweep.Folder(tmp_path).size_bytes(77) == 77
    monkeypatch.undo()
    here = Path.cwd()
    try:
        os.chdir(tmp_path)
        for _ in range(30):
            Path("d" * 200).mkdir()
            os.chdir("d" * 200)
    finally:
        os.chdir(here)

    assert sweep.Folder(tmp_path).size_bytes(10**9) == 10**9
    sweep.Folder(tmp_path).empty()


def test_a_folder_in_the_place_of_ours_is_not_swept(tmp_path):
    """Whoever moves ours away and puts a link there would have us empty what the link points to."""
    ours, moved, victim = tmp_path / "ours", tmp_path / "moved", tmp_path / "victim"
    ours.mkdir()
    victim.mkdir()
    (victim / "kept").write_text("x")
    held = sweep.Folder(ours)
    (ours / "file").write_text("x")
    ours.rename(moved)
    ours.symlink_to(victim)

    held.empty()
    held.remove()

    assert (victim / "kept").read_text() == "x"
    assert not ours.is_symlink()
    assert list(moved.iterdir() if moved.exists() else []) == []
    if Path("/proc/self/fd").exists():
        assert not moved.exists()


def test_a_link_is_never_held(tmp_path):
    """What was replaced before it was opened is told."""
    (tmp_path / "link").symlink_to("/")

    with pytest.raises(OSError, match="link"):
        sweep.Folder(tmp_path / "link")


def test_a_folder_is_made_inside_wherever_ours_is(tmp_path):
    """And entered by the one that is held, not by its path; a name that is taken is passed over."""
    here = Path.cwd()
    (tmp_path / "ours").mkdir()
    held = sweep.Folder(tmp_path / "ours")
    (tmp_path / "ours").rename(tmp_path / "moved")
    (tmp_path / "ours").symlink_to("/")

    name, other = held.make("work"), held.make("work")
    try:
        held.enter(name)
        entered = Path.cwd()
    finally:
        os.chdir(here)

    assert name == "work" != other
    assert entered == tmp_path / "moved" / "work"
    assert held.is_empty() is False, "it is held no longer"
