"""Specify which archives are read, what of them counts, and that the result knows no order."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from grader.archive import is_foreign, read_archive, suffix_of
from grader.config import SubmissionLimits
from grader.errors import UsageError

DECLARED = ("layers.py", "loss.py")
HERE = Path(__file__).parent


def write_zip(path, files):
    """Write a zip archive of *files*, name to text."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def write_tar(path, files, mode="w:gz"):
    """Write a tar archive of *files*, name to text."""
    with tarfile.open(path, mode) as archive:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return path


def read(path, **limits):
    """Return the contents of the archive by path."""
    return read_archive(path, DECLARED, SubmissionLimits(**limits)).files


def refusal(path, **limits):
    """Return the one line by which the archive is refused."""
    with pytest.raises(UsageError) as caught:
        read(path, **limits)
    text = str(caught.value)
    assert text.isprintable()
    assert text.startswith(f"{path}: ")
    return text.removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    "name, suffix",
    [
        ("ada.zip", ".zip"),
        ("ada.ZIP", ".ZIP"),
        ("a.b.tar.gz", ".tar.gz"),
        ("ada.tgz", ".tgz"),
        ("ada.tar", ".tar"),
        ("ada.gz", ""),
        ("ada.7z", ""),
        ("zip", ""),
    ],
)
def test_an_archive_is_known_by_its_name(name, suffix):
    """Its content must be what its name says."""
    assert suffix_of(Path(name)) == suffix
    assert is_foreign(Path(name)) == (name in {"ada.gz", "ada.7z"})


@pytest.mark.parametrize("write, name", [(write_zip, "a.zip"), (write_tar, "a.tar.gz"), (write_tar, "a.tgz")])
def test_the_order_of_members_does_not_matter(tmp_path, write, name):
    """Packed forwards and backwards, the result is the same, sorted by path."""
    files = {"layers.py": "x = 1", "kit/b.py": "y = 2", "a.py": "z = 3"}
    forwards = read(write(tmp_path / f"1{name}", files))
    backwards = read(write(tmp_path / f"2{name}", dict(reversed(files.items()))))

    assert list(forwards.items()) == list(backwards.items())
    assert list(forwards) == ["a.py", "kit/b.py", "layers.py"]


def test_what_is_no_python_is_passed_over(tmp_path):
    """Data, pictures, nested archives, and the litter of systems and editors."""
    files = {
        "hw/layers.py": "x = 1",
        "__MACOSX/hw/._layers.py": "\0",
        "hw/.DS_Store": "\0",
        "hw/Icon\r": "",
        "hw/.idea/a.py": "",
        "hw/__pycache__/layers.cpython-311.pyc": "\0",
        "hw/venv/pyvenv.cfg": "",
        "hw/venv/lib/site.py": "",
        "hw/plot -5.png": "\0",
        "hw/inner.zip": "PK",
        "hw/checks/test_layers.py": "",
    }

    assert dict(read(write_zip(tmp_path / "a.zip", files))) == {"layers.py": b"x = 1"}


def test_a_virtual_environment_beside_the_folder_does_not_hide_it(tmp_path):
    """Nor does one that was made in the folder itself."""
    beside = {"hw/layers.py": "x = 1", "env/pyvenv.cfg": "", "env/lib/site.py": ""}
    inside = {"hw/layers.py": "x = 1", "hw/pyvenv.cfg": ""}

    assert list(read(write_zip(tmp_path / "a.zip", beside))) == ["layers.py"]
    assert list(read(write_zip(tmp_path / "b.zip", inside))) == ["layers.py"]


@pytest.mark.parametrize("name", ["../layers.py", "/layers.py", "C:\\layers.py", "kit\\loss.py", "a\nb.py"])
@pytest.mark.parametrize("write, suffix", [(write_zip, "zip"), (write_tar, "tar.gz")])
def test_a_name_with_no_place_in_an_archive_refuses_all_of_it(tmp_path, write, suffix, name):
    """One line names archive and member."""
    text = refusal(write(tmp_path / f"a.{suffix}", {"layers.py": "", name: ""}))

    assert text.startswith(f"member {name!r} ")


def test_a_link_is_refused_and_never_followed(tmp_path):
    """In either kind of archive."""
    linked = zipfile.ZipInfo("loss.py")
    linked.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("layers.py", "")
        archive.writestr(linked, "/etc/passwd")
    with tarfile.open(tmp_path / "a.tgz", "w:gz") as archive:
        info = tarfile.TarInfo("loss.py")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)

    for name in ("a.zip", "a.tgz"):
        assert refusal(tmp_path / name) == (
            "member 'loss.py' is a symbolic link; only files and folders can be handed in"
        )


@pytest.mark.parametrize("write, name", [(write_zip, "a.zip"), (write_tar, "a.tgz")])
@pytest.mark.parametrize(
    "limits, reason",
    [
        ({"max_members": 3}, "has 4 members; submission.max_members is 3"),
        (
            {"max_files": 2},
            "member 'layers.py': one Python file too many, 3 in all; submission.max_files is 2",
        ),
        ({"max_file_kb": 1}, "member 'kit/b.py': is larger than 1 kB, which is submission.max_file_kb"),
    ],
)
def test_a_limit_is_named(tmp_path, write, name, limits, reason):
    """With the member over it, where it is one."""
    files = {"layers.py": "", "kit/b.py": "#" * 1025, "a.py": "", "data.txt": ""}

    assert refusal(write(tmp_path / name, files), **limits) == reason


def test_a_large_archive_is_not_opened(tmp_path):
    """Its size on disk is looked at first."""
    with (tmp_path / "a.zip").open("wb") as stream:
        stream.truncate(2**20 + 1)

    assert refusal(tmp_path / "a.zip", max_archive_mb=1) == (
        "is larger than 1 MB, which is submission.max_archive_mb"
    )


@pytest.mark.parametrize("name, other", [("a.zip", "tar"), ("a.tar.gz", "tar"), ("a.tar", "zip")])
def test_an_archive_of_another_kind_than_its_name_is_refused(tmp_path, name, other):
    """Renaming a file does not repack it."""
    write = {"zip": write_zip, "tar": lambda path, files: write_tar(path, files, "w:")}[other]

    assert refusal(write(tmp_path / name, {"layers.py": ""})).startswith("is damaged")


def test_an_archive_that_is_a_pipe_is_not_waited_for(tmp_path):
    """Only what is a file can be an archive."""
    os.mkfifo(tmp_path / "a.zip")

    with pytest.raises(UsageError, match="must be a regular file"):
        read(tmp_path / "a.zip")


def test_nothing_is_written_to_disk(tmp_path, monkeypatch):
    """No folder is needed to read an archive, and none appears."""
    archive = write_zip(tmp_path / "a.zip", {"layers.py": "x = 1"})
    monkeypatch.setattr("tempfile.mkdtemp", None)
    monkeypatch.setattr("tempfile.mkstemp", None)

    read(archive)

    assert list(tmp_path.iterdir()) == [archive]
