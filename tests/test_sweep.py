"""Specify that a folder is emptied whatever hostile code has left in it."""

from __future__ import annotations

import os
from pathlib import Path

from grader import sweep


def test_files_and_folders_are_removed(tmp_path):
    """Everything in the folder goes, the folder stays."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").write_text("x")
    (tmp_path / "file\nwith a line break").write_text("x")

    sweep.empty(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_can_be_removed_altogether(tmp_path):
    """With the folder itself; one that is gone already does no harm."""
    folder = tmp_path / "folder"
    (folder / "inner").mkdir(parents=True)

    sweep.remove(folder)
    sweep.remove(folder)

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

    sweep.empty(tmp_path)

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

    sweep.empty(inside)

    assert list(inside.iterdir()) == []
    assert (outside / "kept").is_dir()


def test_folders_without_rights_are_removed(tmp_path):
    """A folder that its owner may not enter is given its rights back first."""
    (tmp_path / "locked" / "inner").mkdir(parents=True)
    (tmp_path / "locked" / "inner" / "file").write_text("x")
    (tmp_path / "locked" / "inner").chmod(0)
    (tmp_path / "locked").chmod(0)

    sweep.empty(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_removed_stays_without_an_error(tmp_path, monkeypatch):
    """A refusal of the system is no reason to stop grading, nor to go on for ever."""
    (tmp_path / "kept").write_text("x")
    (tmp_path / "folder").mkdir()
    monkeypatch.setattr("pathlib.Path.unlink", lambda self: (_ for _ in ()).throw(PermissionError()))

    sweep.empty(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_what_lies_in_a_folder_is_counted_as_far_as_needed(tmp_path):
    """With all that is below it; what a file only pretends to hold takes no room."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "full").write_bytes(b"x" * 100_000)
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(2**40)

    found_bytes = sweep.size_bytes(tmp_path, 10**6)

    assert 100_000 <= found_bytes < 200_000
    assert sweep.size_bytes(tmp_path / "nowhere", 10**6) == 0


def test_what_cannot_be_counted_is_too_much(tmp_path, monkeypatch):
    """Very many entries, or folders deeper than any path."""
    for name in range(4):
        (tmp_path / str(name)).touch()
    monkeypatch.setattr(sweep, "_MOST_ENTRIES", 4)
    assert sweep.size_bytes(tmp_path, 77) == 77
    monkeypatch.undo()
    here = Path.cwd()
    try:
        os.chdir(tmp_path)
        for _ in range(30):
            Path("d" * 200).mkdir()
            os.chdir("d" * 200)
    finally:
        os.chdir(here)

    assert sweep.size_bytes(tmp_path, 10**9) == 10**9
    sweep.empty(tmp_path)
