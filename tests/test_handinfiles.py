"""Specify how the parts of a hand-in become one submission, and what its digest tells."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from grader import config as configuration
from grader.errors import UsageError
from grader.handinfiles import raw_digest, read_handin
from grader.handins import Handin, Part
from grader.intake import read_submission
from tests.classes import put, zipped

ROOT = Path(__file__).resolve().parents[1]
CONFIG = configuration.load(ROOT)


def handin(*parts):
    """Return a hand-in of *parts*: paths, or pairs of a path and a name."""
    named = [part if isinstance(part, tuple) else (part, part.name) for part in parts]
    return Handin("ann", tuple(Part(path, name) for path, name in named), "ann")


def read(*parts):
    """Read *parts* as one submission."""
    return read_handin(handin(*parts), CONFIG, ROOT)


def test_one_folder_reads_as_it_does_alone(tmp_path):
    """Grading in a class and alone give one result, but for the id."""
    folder = put(tmp_path, "some-folder/layers.py").parent

    one, alone = read(folder), read_submission(folder, CONFIG, ROOT)

    assert (one.files, one.digest, one.missing, one.notes) == (
        alone.files,
        alone.digest,
        alone.missing,
        alone.notes,
    )
    assert one.id == "ann"


def test_a_loose_file_counts_by_the_name_the_student_gave_it(tmp_path):
    """What a platform has put before it is no part of it."""
    path = put(tmp_path, "doe_1042_77_layers-1.py", "a = 1")

    assert read((path, "layers.py")).files == {"layers.py": b"a = 1"}


def test_an_archive_and_loose_files_are_put_together(tmp_path):
    """Whatever gives a file adds it."""
    packed = zipped(put(tmp_path, "inner/task/loss.py", "b = 2").parents[1], tmp_path / "1_work.zip")
    loose = put(tmp_path, "2_layers.py", "a = 1")

    found = read((packed, "work.zip"), (loose, "layers.py"))

    assert found.files == {"layers.py": b"a = 1", "loss.py": b"b = 2"}
    assert found.notes == ()


def test_of_two_of_one_name_the_later_counts_and_a_note_says_so(tmp_path):
    """Two that are equal need no word."""
    old = put(tmp_path, "1_layers.py", "a = 1")
    new = put(tmp_path, "2_layers-1.py", "a = 2")
    same = put(tmp_path, "3_layers.py", "a = 2")

    found = read((old, "layers.py"), (new, "layers.py"), (same, "layers.py"))

    assert found.files == {"layers.py": b"a = 2"}
    assert found.notes == ("layers.py: is in 1_layers.py and in 2_layers-1.py; that of 2_layers-1.py counts",)


def test_a_part_that_cannot_be_read_is_passed_over_with_a_note(tmp_path):
    """A broken archive does not take the files beside it along."""
    broken = put(tmp_path, "work.zip", "no archive")
    rar = put(tmp_path, "work.rar", "no archive")
    loose = put(tmp_path, "layers.py")

    found = read(broken, rar, loose)

    assert list(found.files) == ["layers.py"]
    assert len(found.notes) == 2
    assert all(note.endswith("; it was passed over") for note in found.notes)
    assert "work.zip" in found.notes[0]
    assert "pack it as .zip" in found.notes[1]


@pytest.mark.parametrize("name", ["report.pdf", "work.rar", "text.html", "work.zip"])
def test_nothing_readable_is_refused_by_name(tmp_path, name):
    """One line that names the file."""
    with pytest.raises(UsageError, match=name):
        read(put(tmp_path, name, "what"))


def test_a_hand_in_of_no_parts_is_refused():
    """It names whose it is."""
    with pytest.raises(UsageError, match="ann: nothing was handed in"):
        read()


def test_too_many_files_in_all_are_refused(tmp_path):
    """The limits hold for the parts together, not for each."""
    for number in range(CONFIG.submission.max_files // 2 + 1):
        put(tmp_path, f"one/layers/a{number}.py")
        put(tmp_path, f"two/b{number}.py")
    put(tmp_path, "one/layers.py")

    with pytest.raises(UsageError, match="one Python file too many"):
        read(tmp_path / "one", zipped(tmp_path / "two", tmp_path / "two.zip"))


def test_a_notebook_of_any_name_gives_its_files(tmp_path):
    """As it does alone."""
    source = ROOT / "examples/perfect-notebook"
    path = next(source.rglob("*.ipynb"))
    shutil.copy(path, tmp_path / "doe_1_2_nb.ipynb")

    found = read((tmp_path / "doe_1_2_nb.ipynb", "nb.ipynb"))

    assert "layers.py" in found.files


# ---------------------------------------------------------------- the digest


def change_content(folder):
    """Alter one byte."""
    put(folder, "layers.py", "x = 2\n")


def add_helper(folder):
    """Add a Python file."""
    put(folder, "own/helper.py")


def add_notebook(folder):
    """Add a notebook where the course hands them out."""
    put(folder, "notebooks/a.ipynb", json.dumps({"cells": []}))


def rename(folder):
    """Keep the content under another name."""
    (folder / "layers.py").rename(folder / "layer.py")


def link(folder):
    """Add a link, which refuses a submission."""
    (folder / "loss.py").symlink_to(folder / "layers.py")


def make_environment(folder):
    """Make a folder one that is not looked into."""
    put(folder, "inner/pyvenv.cfg")


@pytest.mark.parametrize("change", [change_content, add_helper, add_notebook, rename, link, make_environment])
def test_the_digest_changes_with_what_could_count(tmp_path, change):
    """A second run reads again exactly what may give something else."""
    put(tmp_path, "ann/layers.py")
    put(tmp_path, "ann/inner/more.py")
    before = raw_digest(handin(tmp_path / "ann"))

    change(tmp_path / "ann")

    assert raw_digest(handin(tmp_path / "ann")) != before


def test_the_digest_stays_with_what_cannot_count(tmp_path):
    """Neither time nor place, nor hidden files, nor what is no Python."""
    folder = put(tmp_path, "ann/layers.py").parent
    before = raw_digest(handin(folder))

    put(folder, ".DS_Store", "new")
    put(folder, "__pycache__/layers.pyc", "new")
    put(folder, "readme.txt", "new")
    os.utime(folder / "layers.py", (1, 1))
    moved = folder.rename(tmp_path / "bob")

    assert raw_digest(handin(moved)) == before


def test_the_digest_of_loose_files_holds_names_and_order(tmp_path):
    """The name by which a file counts, and which of two prevails."""
    one, two = put(tmp_path, "1.py", "a"), put(tmp_path, "2.py", "b")

    digests = {
        raw_digest(handin((one, "layers.py"), (two, "loss.py"))),
        raw_digest(handin((one, "loss.py"), (two, "layers.py"))),
        raw_digest(handin((two, "loss.py"), (one, "layers.py"))),
        raw_digest(handin((one, "layers.py"))),
    }

    assert len(digests) == 4


def test_the_digest_of_what_is_gone_is_still_one(tmp_path):
    """Who reads it then is told; the digest itself never fails."""
    path = put(tmp_path, "work.zip", "x")
    before = raw_digest(handin(path))

    path.unlink()

    assert raw_digest(handin(path)) != before
