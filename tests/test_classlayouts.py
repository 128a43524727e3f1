"""Specify in whose layout a class is found to be, and that nothing in it is dropped without a word."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader import config as configuration
from grader.classlayouts import class_handins
from grader.errors import UsageError
from tests import classes
from tests.classes import git, put, repository

CONFIG = configuration.load(Path(__file__).resolve().parents[1])
ONE_FILE = CONFIG.model_copy(update={"modules": {"layers": "layers.py"}})


def take(folder, config=CONFIG):
    """Return what is found in *folder*."""
    return class_handins(folder, config, folder.parent / "scratch")


def names(found):
    """Return platform, id and the names of the parts of each hand-in."""
    return sorted((one.platform, one.id, tuple(part.name for part in one.parts)) for one in found.handins)


def puzzles(found):
    """Return what was not understood."""
    return {puzzle.path: puzzle.reason for puzzle in found.puzzles}


# ---------------------------------------------------------------- Canvas


def test_several_files_of_one_student_are_put_together(tmp_path):
    """Older attachments first; the suffix of a resubmission goes, and LATE on one file means the whole."""
    for name in (
        "doe_LATE_1042_90_layers-1.py",
        "doe_LATE_1042_101_loss.py",
        "roe_7_8_part-1.py",
        "roe_7_9_a.zip",
    ):
        put(tmp_path, name)

    found = take(tmp_path)

    assert names(found) == [
        ("canvas", "doe_1042", ("layers.py", "loss.py")),
        ("canvas", "roe_7", ("part-1.py", "a.zip")),
    ]
    assert [(one.late, one.ids, one.name) for one in found.handins] == [
        (True, {"canvas": "1042"}, "doe"),
        (False, {"canvas": "7"}, "roe"),
    ]


def test_the_newer_attachment_of_one_name_is_last_and_told(tmp_path):
    """By Canvas's number, which is no text: 101 comes after 99."""
    put(tmp_path, "doe_1_101_layers.py")
    put(tmp_path, "doe_1_99_layers-1.py")

    found = take(tmp_path)

    assert [part.path.name for part in found.handins[0].parts] == [
        "doe_1_99_layers-1.py",
        "doe_1_101_layers.py",
    ]
    assert found.notes == [
        (
            "doe_1_99_layers-1.py and doe_1_101_layers.py are both layers.py; "
            "the later one counts: doe_1_101_layers.py"
        )
    ]


def test_the_anonymous_are_known_by_their_made_up_ids(tmp_path):
    """There is no name to show."""
    put(tmp_path, "anon_aB3dE_77_layers.py")
    put(tmp_path, "LATE_anon_Zz9yX_78_layers.py")

    assert [one[1] for one in names(take(tmp_path))] == ["anon_Zz9yX", "anon_aB3dE"]


def test_texts_links_and_other_files_are_puzzles_and_still_hand_ins(tmp_path):
    """Who typed into Canvas has handed in, and is told why it does not count."""
    for name in ("doe_1_text.html", "roe_LATE_2_link.html", "poe_3_77_report.pdf", "moe_4_78_layers.py"):
        put(tmp_path, name)
    put(tmp_path, "moe_4_79_readme.txt")

    found = take(tmp_path)

    assert [one[1] for one in names(found)] == ["doe_1", "moe_4", "poe_3", "roe_2"]
    assert puzzles(found) == {
        "doe_1_text.html": "is text typed into Canvas, not a file",
        "roe_LATE_2_link.html": "is a link given to Canvas, not a file",
        "poe_3_77_report.pdf": "is neither a Python file nor a notebook nor an archive",
        "moe_4_79_readme.txt": "is neither a Python file nor a notebook nor an archive",
    }
    assert names(found)[1] == ("canvas", "moe_4", ("layers.py",))


def test_what_has_no_place_in_a_download_of_canvas_is_a_puzzle(tmp_path):
    """A folder someone unpacked, a file someone added."""
    put(tmp_path, "doe_1_77_a.zip")
    put(tmp_path, "doe_1_77_a/layers.py")
    put(tmp_path, "notes.txt")

    found = take(tmp_path)

    assert len(found.handins) == 1
    assert set(puzzles(found)) == {"doe_1_77_a", "notes.txt"}


def test_dates_in_names_are_not_taken_for_numbers_of_canvas(tmp_path):
    """No two attachments have one number."""
    put(tmp_path, "hw_2024_01_ann.ipynb")
    put(tmp_path, "hw_2024_01_bob.ipynb")

    assert [one[:2] for one in names(take(tmp_path))] == [
        ("folder", "hw_2024_01_ann"),
        ("folder", "hw_2024_01_bob"),
    ]


def test_a_loose_file_takes_its_place_in_a_folder(tmp_path):
    """Where the assignment expects it in one, as Canvas takes no folders."""
    config = CONFIG.model_copy(update={"modules": {"layers": "nn/layers.py"}})
    put(tmp_path, "doe_1_2_layers-3.py")

    assert names(take(tmp_path, config)) == [("canvas", "doe_1", ("nn/layers.py",))]


# ---------------------------------------------------------------- Moodle


@pytest.mark.parametrize("old", [False, True])
def test_both_generations_of_moodle_with_folders(tmp_path, old):
    """In ten scripts; text typed beside the files is told and does no harm."""
    for number, name in enumerate(classes.TEN_NAMES):
        put(tmp_path, f"{classes.moodle_folder(classes.first_last(name), number, old=old)}/src/layers.py")
    put(tmp_path, f"{classes.moodle_folder('Ann Doe', 77, 'onlinetext', old)}/onlinetext.html")
    put(tmp_path, f"{classes.moodle_folder('Ann Doe', 77, old=old)}/layers.py")
    put(tmp_path, f"{classes.moodle_folder('Bob Roe', 78, 'onlinetext', old)}/onlinetext.html")

    found = take(tmp_path)

    assert {(one.name, one.ids["moodle"]) for one in found.handins} == {
        *((classes.first_last(name), str(number)) for number, name in enumerate(classes.TEN_NAMES)),
        *(("Ann Doe", "77"), ("Bob Roe", "78")),
    }
    assert set(puzzles(found).values()) == {"was handed in as onlinetext, not as a file"}
    assert len(puzzles(found)) == 2


def test_moodle_without_folders(tmp_path):
    """Each file bears the student's part of the name; `_` in the file's own name stays."""
    for file in ("layers.py", "my_helper.py", "essay.pdf"):
        put(tmp_path, classes.moodle_file("Ann_Marie Doe", 12, file))
    put(tmp_path, "readme.txt")

    found = take(tmp_path)

    assert names(found) == [("moodle", "Ann Marie Doe_12", ("layers.py", "my_helper.py"))]
    assert set(puzzles(found)) == {"Ann Marie Doe_12_assignsubmission_file_essay.pdf", "readme.txt"}


def test_blind_marking_and_teams_of_moodle(tmp_path):
    """A team without a group has no number."""
    for folder in (classes.moodle_folder("Participant", 12), classes.moodle_folder("Red_Team", 3)):
        put(tmp_path, f"{folder}/layers.py")
    put(tmp_path, f"{classes.moodle_folder('Default group', None)}/layers.py")

    assert [one[1] for one in names(take(tmp_path))] == ["Default group", "Participant_12", "Red Team_3"]


# ---------------------------------------------------------------- nbgrader and Gradescope


def test_the_trees_of_nbgrader_and_gradescope_are_known(tmp_path):
    """Also inside the folder that an archive makes of an export."""
    put(tmp_path, f"course/submitted/ann/{CONFIG.name}/layers.py")
    put(
        tmp_path, "download/assignment_1_export/submission_metadata.yml", "submission_7:\n  :submitters: []\n"
    )
    put(tmp_path, "download/assignment_1_export/submission_7/layers.py")

    assert names(take(tmp_path / "course"))[0][:2] == ("nbgrader", "ann")
    assert names(take(tmp_path / "download"))[0][:2] == ("gradescope", "submission_7")


# ---------------------------------------------------------------- plain folders and clones


def test_folders_archives_and_notebooks_are_one_hand_in_each(tmp_path):
    """Named by the student; what is not understood is told, litter is not."""
    for name in ("ann/layers.py", "bob.zip", "cy.tar.gz", "dee.ipynb", "eve.rar", "grades.csv", ".DS_Store"):
        put(tmp_path, name)
    put(tmp_path, "notes.txt")
    (tmp_path / "fay").mkdir()

    found = take(tmp_path)

    assert [one[1] for one in names(found)] == ["ann", "bob", "cy", "dee", "eve"]
    assert puzzles(found) == {
        "fay": "is empty",
        "notes.txt": "is neither a Python file nor a notebook nor an archive",
    }


def test_a_python_file_per_student_is_the_only_one_asked_for(tmp_path):
    """Whatever it is called; where several are asked for, it counts by its own name."""
    put(tmp_path, "ann.py")
    put(tmp_path, "bob.py")

    assert names(take(tmp_path, ONE_FILE)) == [
        ("folder", "ann", ("layers.py",)),
        ("folder", "bob", ("layers.py",)),
    ]
    assert names(take(tmp_path)) == [("folder", "ann", ("ann.py",)), ("folder", "bob", ("bob.py",))]


def test_files_named_by_student_and_exercise_are_put_together(tmp_path):
    """As people collect them by hand."""
    for name in ("ann_b_layers.py", "ann_b_loss.py", "bob-layers.py"):
        put(tmp_path, name)

    assert names(take(tmp_path)) == [
        ("folder", "ann_b", ("layers.py", "loss.py")),
        ("folder", "bob", ("layers.py",)),
    ]


def test_an_archive_unpacked_beside_itself_is_told(tmp_path):
    """The folder counts: someone has unpacked it."""
    put(tmp_path, "ann/layers.py")
    put(tmp_path, "ann.zip")
    put(tmp_path, "ann_layers.py")

    found = take(tmp_path)

    assert len(found.handins) == 1
    assert puzzles(found) == {
        "ann.zip": "is of ann, as is ann, which counts",
        "ann_layers.py": "is of ann, as is ann, which counts",
    }


def test_one_submission_is_not_taken_for_a_class(tmp_path):
    """Its files would become students."""
    put(tmp_path, "layers.py")
    put(tmp_path, "loss.py")
    put(tmp_path, "own/helper.py")

    with pytest.raises(UsageError, match=r"looks like one submission \(layers\.py\).*grader grade"):
        take(tmp_path)


def test_a_solution_beside_the_students_is_a_puzzle(tmp_path):
    """It is no student's."""
    put(tmp_path, "layers.py")
    put(tmp_path, "ann/layers.py")

    found = take(tmp_path)

    assert [one[1] for one in names(found)] == ["ann"]
    assert puzzles(found) == {"layers.py": "is a file of the assignment and names no student"}


def test_a_wrapping_folder_is_passed_through_and_a_lone_student_is_not(tmp_path):
    """An archive often holds one folder that holds the class."""
    put(tmp_path, "a/hand-ins/ann/layers.py")
    put(tmp_path, "a/hand-ins/bob/layers.py")
    put(tmp_path, "b/ann/layers.py")
    put(tmp_path, "b/ann/own/helper.py")
    put(tmp_path, "b/ann/tools/helper.py")
    put(tmp_path, "c/ann/src/layers.py")
    put(tmp_path, "c/ann/tests/test_it.py")

    assert [one[1] for one in names(take(tmp_path / "a"))] == ["ann", "bob"]
    assert [one[1] for one in names(take(tmp_path / "b"))] == ["ann"]
    assert [one[1] for one in names(take(tmp_path / "c"))] == ["ann"]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
def test_clones_lose_the_assignment_and_have_the_time_of_the_commit(tmp_path):
    """A folder without a repository between them is a hand-in like others."""
    for user in ("ann-b", "bob"):
        repository(tmp_path / f"hw1-submissions/hw1-{user}", when="2026-05-06T07:08:09+0200")
    git(tmp_path / "hw1-submissions/hw1-bob", "gc", "-q")
    put(tmp_path, "hw1-submissions/cy/layers.py")

    found = take(tmp_path / "hw1-submissions")

    assert [one[:2] for one in names(found)] == [("clone", "ann-b"), ("clone", "bob"), ("folder", "cy")]
    assert {one.submitted_at for one in found.handins} == {None, datetime(2026, 5, 6, 5, 8, 9, tzinfo=UTC)}
