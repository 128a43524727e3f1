"""What a package holds of an assignment, and how it is written: whole, and the same bytes each time."""

import stat
import zipfile

import pytest

from grader import parcel
from grader.errors import UsageError
from tests.assignments import grade, write_assignment, write_submission

FILES = {"run": b"#!/bin/sh\n", "assignment/.grader-secret": b"s\n", "assignment/config.yaml": b"name: a\n"}


@pytest.fixture
def course(tmp_path):
    """An assignment with a secret and with what editors and Python leave behind."""
    folder = write_assignment(tmp_path / "course")
    (folder / ".grader-secret").write_text("of the file\n")
    (folder / "notes.txt").write_text("not for grading")
    for litter in ("reference/__pycache__/a.pyc", "reference/.git/config", "exercises/calc.py~"):
        (folder / litter).parent.mkdir(parents=True, exist_ok=True)
        (folder / litter).write_text("x")
    return folder


def names(folder):
    """Return the names in a folder."""
    return [path.name for path in folder.iterdir()]


def mode(path):
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def test_an_assignment_is_all_that_grading_needs_and_no_litter(course, monkeypatch):
    """Configuration, exercises, reference and secret."""
    monkeypatch.delenv("GRADER_SECRET", raising=False)

    files = parcel.assignment_files(course)

    expected = {
        path.relative_to(course).as_posix()
        for folder in ("exercises", "reference")
        for path in (course / folder).rglob("*.py")
    }
    assert set(files) == expected | {"config.yaml", ".grader-secret"}
    assert files[".grader-secret"] == b"of the file\n"
    assert files["config.yaml"] == (course / "config.yaml").read_bytes()


def test_the_secret_in_force_is_packed(course, monkeypatch):
    """GRADER_SECRET goes before the file, so that hidden inputs are the same here and there."""
    monkeypatch.setenv("GRADER_SECRET", "of the environment")

    assert parcel.assignment_files(course)[".grader-secret"] == b"of the environment\n"


def test_what_is_packed_grades_alike(course, tmp_path, monkeypatch):
    """Nothing else of the folder is needed, and the seeds are the same."""
    monkeypatch.delenv("GRADER_SECRET", raising=False)
    parcel.write_folder(tmp_path / "copy", parcel.assignment_files(course))

    there = grade(tmp_path / "copy", write_submission(tmp_path / "ada"), secret=None)
    here = grade(course, tmp_path / "ada", secret=None)

    assert (there.score, there.seed_id, there.assignment) == (here.score, here.seed_id, here.assignment)


def test_a_link_is_not_followed(course):
    """It could lead anywhere, and is not there when the package is opened elsewhere."""
    (course / "reference/more.py").symlink_to("/etc/hostname")

    with pytest.raises(UsageError, match=r"more\.py: is a link"):
        parcel.assignment_files(course)


def test_an_archive_is_the_same_bytes_each_time(tmp_path):
    """Programs can be run, and the secret is for its owner alone."""
    for name in ("one.zip", "two.zip"):
        parcel.write_zip(tmp_path / name, FILES, {"run"})

    archive = zipfile.ZipFile(tmp_path / "one.zip")
    modes = {member.filename: oct(member.external_attr >> 16) for member in archive.infolist()}

    assert mode(tmp_path / "one.zip") == 0o600
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert {name: archive.read(name) for name in archive.namelist()} == FILES
    assert modes == {
        "run": "0o100755",
        "assignment/.grader-secret": "0o100600",
        "assignment/config.yaml": "0o100644",
    }


def test_a_folder_is_written_with_its_programs(tmp_path):
    """And read back as it was written."""
    parcel.write_folder(tmp_path / "made", FILES, {"run"})

    assert parcel.read_folder(tmp_path / "made") == FILES
    assert mode(tmp_path / "made/run") == 0o755
    assert mode(tmp_path / "made/assignment/.grader-secret") == 0o600
    assert names(tmp_path) == ["made"]


def test_an_earlier_version_is_replaced(tmp_path):
    """The instructor has changed a check and packs again."""
    parcel.write_folder(tmp_path / "made", FILES, {"run"})

    parcel.write_folder(tmp_path / "made", FILES | {"run": b"new"})

    assert (tmp_path / "made/run").read_bytes() == b"new"
    assert mode(tmp_path / "made/run") == 0o644
    assert names(tmp_path) == ["made"]


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    """Nobody loses a file by a mistyped name."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home/diary\n.txt").write_text("dear diary")

    with pytest.raises(UsageError, match=r"holds 'diary\\n\.txt', which is no part of the package"):
        parcel.write_folder(tmp_path / "home", FILES)

    assert names(tmp_path / "home") == ["diary\n.txt"]


def test_what_cannot_be_written_leaves_the_former_version(tmp_path, monkeypatch):
    """A disk that is full at the last file."""
    parcel.write_folder(tmp_path / "made", FILES)
    broken = FILES | {"run/below": b""}  # a file where a folder would have to be

    with pytest.raises(UsageError, match="cannot be written"):
        parcel.write_folder(tmp_path / "made", broken)

    assert parcel.read_folder(tmp_path / "made") == FILES
    assert names(tmp_path) == ["made"]


def test_a_file_is_no_folder(tmp_path):
    """It is left as it was."""
    (tmp_path / "made").write_text("mine")

    with pytest.raises(UsageError, match="is a file; name a folder"):
        parcel.write_folder(tmp_path / "made", FILES)

    assert (tmp_path / "made").read_text() == "mine"
