"""Specify that the archive of a class is unpacked without harm, and that one bad member keeps nobody back."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from grader import classzip
from grader import config as configuration
from grader.classfinds import Finds
from grader.classzip import unpack_class
from grader.errors import UsageError
from tests import classes
from tests.classes import put

CONFIG = configuration.load(Path(__file__).resolve().parents[1])
LIMITS = CONFIG.submission


def packed(path, *members):
    """Write a zip archive of *members*: names, or pairs of a name or a `ZipInfo` and a content."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            name, content = member if isinstance(member, tuple) else (member, "x = 1\n")
            archive.writestr(name, content)
    return path


def unpack(path, into):
    """Unpack and return the files by their paths, and the puzzles."""
    finds = Finds()
    folder = unpack_class(path, into, LIMITS, finds)
    files = sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
    return [name for name in files if not name.startswith(".")], [(p.path, p.reason) for p in finds.puzzles]


def test_files_and_folders_come_out_as_they_are(tmp_path):
    """Names in ten scripts too; litter stays in."""
    names = [f"{name}_1_assignsubmission_file/layers.py" for name in classes.TEN_NAMES]
    path = packed(tmp_path / "class.zip", *names, "__MACOSX/x", "a/.DS_Store", "a/.git/config", "a/")

    files, puzzles = unpack(path, tmp_path / "into")

    assert files == sorted(names)
    assert puzzles == []


def link(name="ann/link.py"):
    """Return a member that is a symbolic link."""
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, "/etc/passwd"


@pytest.mark.parametrize(
    "member, reason",
    [
        ("../out.py", "leaves the archive"),
        ("/out.py", "leaves the archive"),
        ("a\\..\\out.py", "has a backslash"),
        ("ann/evil\u202ename.py", "cannot be shown"),
        ("C:/out.py", "leaves the archive"),
        (link(), "is a symbolic link"),
        (link("checks/link.py"), "is a symbolic link"),
        ("x" * 401, "has a name of 401 characters"),
    ],
)
def test_a_dangerous_member_is_a_puzzle_and_the_rest_is_unpacked(tmp_path, member, reason):
    """A student's choice of a name must not keep back the class."""
    path = packed(tmp_path / "class.zip", member, "bob/layers.py")

    files, puzzles = unpack(path, tmp_path / "into")

    assert files == ["bob/layers.py"]
    assert len(puzzles) == 1
    assert reason in puzzles[0][1]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["class.zip", "into"]


def test_a_member_larger_than_an_archive_may_be_is_a_puzzle(tmp_path, monkeypatch):
    """Its size is looked at before it is unpacked."""
    small = LIMITS.model_copy(update={"max_archive_mb": 1, "max_notebook_mb": 1})
    path = packed(tmp_path / "class.zip", ("ann.zip", b"\0" * (2 << 20)), "bob.py")
    finds = Finds()

    folder = unpack_class(path, tmp_path / "into", small, finds)

    assert [(puzzle.path, puzzle.reason) for puzzle in finds.puzzles] == [("ann.zip", "is larger than 1 MB")]
    assert (folder / "bob.py").exists()
    assert not (folder / "ann.zip").exists()


def test_two_members_of_one_name_do_not_overwrite_each_other(tmp_path):
    """Nor does a file that is a folder elsewhere."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = packed(tmp_path / "class.zip", ("a.py", "first"), ("a.py", "second"), "b", "b/c.py")

    finds = Finds()
    folder = unpack_class(path, tmp_path / "into", LIMITS, finds)

    assert (folder / "a.py").read_text() == "first"
    assert sorted(puzzle.path for puzzle in finds.puzzles) == ["a.py", "b/c.py"]


def test_a_damaged_member_is_a_puzzle(tmp_path):
    """Its checksum tells."""
    path = packed(tmp_path / "class.zip", "ann.py", "bob.py")
    data = bytearray(path.read_bytes())
    at = data.index(b"ann.py") + len(b"ann.py")
    data[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(data)

    files, puzzles = unpack(path, tmp_path / "into")

    assert files == ["bob.py"]
    assert [name for name, _ in puzzles] == ["ann.py"]


def test_a_name_too_long_for_the_file_system_is_cut_behind_what_the_platform_wrote(tmp_path):
    """A Thai letter takes three bytes."""
    name = f"doe_1042_77_{'ก' * 120}.py"

    files, puzzles = unpack(packed(tmp_path / "class.zip", name), tmp_path / "into")

    assert puzzles == []
    assert len(files[0].encode()) <= 255
    assert files[0].startswith("doe_1042_77_กก")
    assert files[0].endswith(".py")


def test_the_second_time_nothing_is_unpacked_and_the_same_is_told(tmp_path):
    """A changed archive gets a folder of its own."""
    path = packed(tmp_path / "class.zip", "ann.py", "../out.py")
    first = unpack(path, tmp_path / "into")
    (folder,) = (tmp_path / "into").iterdir()
    put(folder, "mark.py")

    again = unpack(path, tmp_path / "into")
    other = unpack(packed(tmp_path / "class.zip", "bob.py"), tmp_path / "into")

    assert first[1] == again[1] != []
    assert again[0] == ["ann.py", "mark.py"]
    assert other == (["bob.py"], [])


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive at all" * 100])
def test_what_is_no_zip_archive_is_refused(tmp_path, content):
    """In one line; nothing is left behind."""
    path = put(tmp_path, "class.zip", content)

    with pytest.raises(UsageError, match=r"class\.zip: is damaged, or not a zip archive"):
        unpack_class(path, tmp_path / "into", LIMITS, Finds())

    assert list((tmp_path / "into").iterdir()) == []


@pytest.mark.parametrize(
    "limit, reason",
    [
        ("MAX_MEMBERS", "lists too much|members"),
        ("MAX_UNPACKED_MB", "unpacks to more"),
        ("MAX_ARCHIVE_MB", "is larger"),
    ],
)
def test_the_whole_is_bounded(tmp_path, monkeypatch, limit, reason):
    """Before anything is written."""
    monkeypatch.setattr(classzip, limit, 1 if limit == "MAX_MEMBERS" else 0)
    path = packed(tmp_path / "class.zip", "ann.py", "bob.py")

    with pytest.raises(UsageError, match=reason):
        unpack_class(path, tmp_path / "into", LIMITS, Finds())
