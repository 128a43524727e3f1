"""Specify what a class is before it is graded: everyone once, nothing lost, the same on each machine."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import config as configuration
from grader.classintake import Puzzle, describe, take_in
from grader.errors import UsageError
from grader.handinfiles import read_handin
from grader.roster import Roster, RosterEntry
from tests import classes
from tests.classes import put, zipped

ROOT = Path(__file__).resolve().parents[1]
CONFIG = configuration.load(ROOT)


def canvas(folder):
    """Write a class of ten scripts as Canvas hands it out."""
    for number, name in enumerate(classes.TEN_NAMES):
        prefix = classes.canvas_prefix(name, 1000 + number, late=number == 3)
        put(folder, classes.canvas_file(prefix, 2 * number + 1, "layers-1.py"), f"x = {number}\n")


def moodle(folder):
    """Write it as Moodle hands it out in folders."""
    for number, name in enumerate(classes.TEN_NAMES):
        put(folder, f"{classes.moodle_folder(classes.first_last(name), number)}/layers.py", f"x = {number}\n")


def flat_moodle(folder):
    """Write it as Moodle hands it out without folders."""
    for number, name in enumerate(classes.TEN_NAMES):
        put(folder, classes.moodle_file(classes.first_last(name), number, "layers.py"), f"x = {number}\n")


def nbgrader(folder):
    """Write it as nbgrader collects it."""
    for number, name in enumerate(classes.TEN_NAMES):
        put(folder, f"submitted/{name}/{CONFIG.name}/layers.py", f"x = {number}\n")


def gradescope(folder):
    """Write it as Gradescope exports it."""
    people = {
        f"submission_{number}": ([(classes.first_last(name), str(number), "")], "2026-01-02 03:04:05.0 Z")
        for number, name in enumerate(classes.TEN_NAMES)
    }
    put(folder, "assignment_1_export/submission_metadata.yml", classes.gradescope_metadata(people))
    for number, name in enumerate(people):
        put(folder, f"assignment_1_export/{name}/layers.py", f"x = {number}\n")


def plain(folder):
    """Write a folder per student."""
    for number, name in enumerate(classes.TEN_NAMES):
        put(folder, f"{classes.first_last(name)}/layers.py", f"x = {number}\n")


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("write", [canvas, moodle, flat_moodle, nbgrader, gradescope, plain])
def test_every_platform_gives_the_same_class(tmp_path, write, packed):
    """Unpacked and as a zip archive: all ten students of the roster, each with their own file."""
    write(tmp_path / "class")
    path = zipped(tmp_path / "class", tmp_path / "class.zip") if packed else tmp_path / "class"
    roster = Roster(tuple(RosterEntry(f"s{at}", name) for at, name in enumerate(classes.TEN_NAMES)))

    intake = take_in(path, CONFIG, roster, tmp_path / "cache")

    files = {one.student: read_handin(one, CONFIG, ROOT).files for one in intake.handins}
    assert files == {f"s{at}": {"layers.py": f"x = {at}\n".encode()} for at in range(10)}
    assert {one.name for one in intake.handins} == set(classes.TEN_NAMES)
    assert (intake.puzzles, intake.absent, intake.notes) == ((), (), ())
    assert [one.id for one in intake.handins] == sorted(one.id for one in intake.handins)


def test_a_second_run_gives_the_same_from_the_same_place(tmp_path):
    """Ids, parts and order, whatever order the file system lists in."""
    canvas(tmp_path / "class")
    path = zipped(tmp_path / "class", tmp_path / "class.zip")

    assert take_in(path, CONFIG, None, tmp_path / "cache") == take_in(path, CONFIG, None, tmp_path / "cache")


def test_the_order_of_the_file_system_means_nothing(tmp_path, monkeypatch):
    """Two machines give one result."""
    plain(tmp_path)
    put(tmp_path, "x.pdf")
    put(tmp_path, "a.pdf")
    (tmp_path / "empty").mkdir()
    before = take_in(tmp_path, CONFIG)
    scandir = os.scandir

    class Backwards:
        """Lists entries from the last name to the first."""

        def __init__(self, path):
            with scandir(path) as entries:
                self.entries = sorted(entries, key=lambda entry: entry.name, reverse=True)

        def __enter__(self):
            return iter(self.entries)

        def __exit__(self, *_):
            return None

    monkeypatch.setattr(os, "scandir", Backwards)

    assert take_in(tmp_path, CONFIG) == before
    assert [puzzle.path for puzzle in before.puzzles] == ["a.pdf", "empty", "x.pdf"]


def test_names_that_differ_in_case_or_form_alone_get_ids_that_do_not(tmp_path):
    """Reports of both must fit on a disk that tells neither apart."""
    names = ("Zoë", unicodedata.normalize("NFD", "Zoë"), "zoë")
    for name in names:
        put(tmp_path, f"{name}/layers.py")

    found = take_in(tmp_path, CONFIG).handins

    folded = {unicodedata.normalize("NFC", unicodedata.normalize("NFD", one.id).casefold()) for one in found}
    assert len(folded) == len({one.student for one in found}) == 3
    assert "zoë" in {one.id for one in found}


@pytest.mark.parametrize("name", ["-rf", "a\x1b[31m", "a\u202eb", "x" * 250, "a\nb"])
def test_awkward_names_of_folders_become_safe_ids(tmp_path, name):
    """They are the names of reports."""
    put(tmp_path, f"{name}/layers.py")
    put(tmp_path, "bob/layers.py")

    (one,) = [one for one in take_in(tmp_path, CONFIG).handins if one.id != "bob"]

    assert one.id.isprintable()
    assert not one.id.startswith((".", "-"))
    assert len(one.id.encode()) <= 100
    assert one.student == one.id


@pytest.mark.parametrize("name", [b"a\xff", b"\xff_1_2_layers.py", b"\xff_1_assignsubmission_file"])
def test_names_that_are_no_text_are_taken_in_all_the_same(tmp_path, name):
    """Old archives unpack to them; what is kept of them can be written into a report."""
    folder = os.fsencode(tmp_path / "class") + b"/" + name
    inner = folder if name.endswith(b".py") else folder + b"/layers.py"
    Path(os.fsdecode(inner)).parent.mkdir(parents=True)
    Path(os.fsdecode(inner)).write_text("x = 1\n", encoding="utf-8")

    intake = take_in(tmp_path / "class", CONFIG)

    (one,) = intake.handins
    assert list(read_handin(one, CONFIG, ROOT).files) == ["layers.py"]
    written = (
        one.id,
        one.student,
        one.name,
        *one.ids.values(),
        *(part.name for part in one.parts),
        *describe(intake),
    )
    assert all(text.encode() for text in written if text)


METADATA = "submission_7: {}\nsubmission_9: {}\n"
TOP = st.sampled_from(
    [
        *(
            "ann/layers.py",
            "Ann/layers.py",
            "bob.zip",
            "bob.py",
            "bob/layers.py",
            "bob_layers.py",
            "cy.ipynb",
        ),
        *("doe_1_2_layers.py", "doe_LATE_1_3_layers-1.py", "roe_4_5_a.pdf", "roe_4_text.html", "x_1_2_y.rar"),
        *("Ann Doe_12_assignsubmission_file/layers.py", "Ann Doe_12_assignsubmission_onlinetext/a.html"),
        *("Bob_13_assignsubmission_file_layers.py", "Bob_13_assignsubmission_file_/essay.pdf", "notes.txt"),
        *("zoe/ps1/layers.py", "zoe/ps1/timestamp.txt", "yan/ps1/layers.py", "yan/readme.txt", "empty/.keep"),
        *("submission_7/layers.py", "submission_8/essay.pdf", "submission_metadata.yml", "layers.py"),
    ]
)


@given(st.sets(TOP, min_size=1, max_size=9))
def test_nothing_at_the_top_of_a_class_is_dropped_without_a_word(names):
    """Each file and folder there is part of a hand-in, a puzzle or a note, or what the platform writes."""
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            put(Path(folder), name, METADATA if name.endswith(".yml") else "x = 1\n")
        try:
            intake = take_in(Path(folder), CONFIG)
        except UsageError:
            return  # the whole is refused, in so many words

    parts = {part.path.relative_to(folder).parts[0] for one in intake.handins for part in one.parts}
    told = " ".join([*(puzzle.path for puzzle in intake.puzzles), *intake.notes])
    tops = {name.partition("/")[0] for name in names} - {"submission_metadata.yml"}
    assert [top for top in tops if top not in parts and top not in told] == []
    assert len({one.id for one in intake.handins}) == len({one.student for one in intake.handins})


def twice(folder, *times):
    """Write an export in which one student has a submission at each of *times*."""
    people = {f"submission_{number}": ([("Ann", "42", "")], time) for number, time in enumerate(times)}
    put(folder, "submission_metadata.yml", classes.gradescope_metadata(people))
    for name in people:
        put(folder, f"{name}/layers.py")


def test_the_newest_of_one_student_counts(tmp_path):
    """And a line names both; the id is that of the student as ever."""
    twice(tmp_path, "2026-01-02 03:04:05.0 Z", "2026-01-02 04:04:04.0 +01:30")

    intake = take_in(tmp_path, CONFIG)

    assert [(one.id, one.student, one.parts[0].path.name) for one in intake.handins] == [
        ("42", "42", "submission_0")
    ]
    assert intake.notes == ("42: handed in submission_0 and submission_1; the newest counts: submission_0",)


@pytest.mark.parametrize("second", ["2026-01-02 03:04:05.0 Z", "sometime"])
def test_where_no_time_tells_both_are_graded_under_their_own_ids(tmp_path, second):
    """A guess would cost someone a grade."""
    twice(tmp_path, "2026-01-02 03:04:05.0 Z", second)

    intake = take_in(tmp_path, CONFIG)

    assert len({one.id for one in intake.handins}) == len({one.student for one in intake.handins}) == 2
    assert "no time tells which counts" in intake.notes[0]
    assert "submission_0 and submission_1" in intake.notes[0]


def test_two_folders_of_one_entry_are_told(tmp_path):
    """Nobody of the roster is called absent for it."""
    put(tmp_path, "ann/layers.py")
    put(tmp_path, "Ann Doe/layers.py")

    intake = take_in(tmp_path, CONFIG, Roster((RosterEntry("ann", "Ann Doe"),)))

    assert sorted(one.student for one in intake.handins) == ["Ann Doe", "ann"]
    assert intake.notes == (
        "ann: handed in Ann Doe and ann, and no time tells which counts; each is graded under its own name",
    )
    assert intake.absent == ()


def test_what_was_found_is_described_before_grading(tmp_path):
    """How many of which kind, the late, the puzzles by name, notes, the absent; safe on any terminal."""
    canvas(tmp_path)
    put(tmp_path, "no\x1b[31mte.txt")
    roster = (
        *(RosterEntry(f"s{at}", name) for at, name in enumerate(classes.TEN_NAMES[1:])),
        RosterEntry("s99", "Eve"),
    )

    lines = describe(take_in(tmp_path, CONFIG, Roster(roster, "class.csv")))

    assert lines == [
        "found 10 hand-ins: 10 from Canvas; 1 called late",
        "not understood (1):",
        "  'no\\x1b[31mte.txt': is not named as Canvas names what was handed in",
        "to know:",
        "  łukasiewiczzoë_1000: is of nobody in class.csv; it is graded under its own name",
        "nothing from 1 of the roster: s99 (Eve)",
    ]


@pytest.mark.parametrize(
    "name, reason",
    [
        ("none", "no such file or folder"),
        ("class.tar.gz", "comes as .zip or as a folder"),
        ("class.rar", "comes as .zip or as a folder"),
        ("ann.py", "is one submission, not a class"),
        ("ann.ipynb", "is one submission, not a class"),
        ("empty", "nothing was handed in there"),
        ("table.xlsx", "is no list|is neither a folder"),
    ],
)
def test_what_is_no_class_is_refused(tmp_path, name, reason):
    """In one line that says what to do."""
    (tmp_path / "empty").mkdir()
    if name not in {"none", "empty"}:
        put(tmp_path, name, b"PK\0\1")

    with pytest.raises(UsageError, match=reason) as caught:
        take_in(tmp_path / name, CONFIG)

    assert str(caught.value).startswith(str(tmp_path / name))


def test_what_the_grader_itself_keeps_in_the_class_is_no_hand_in(tmp_path):
    """Whoever grades may put the results beside the students' folders."""
    put(tmp_path, "ann/layers.py")
    put(tmp_path, "bob/layers.py")
    put(tmp_path, "results/cache/old/layers.py")

    intake = take_in(tmp_path, CONFIG, None, tmp_path / "results/cache")

    assert [one.id for one in intake.handins] == ["ann", "bob"]
    assert intake.puzzles == ()


def test_puzzles_of_an_archive_are_told_beside_those_of_its_folder(tmp_path):
    """Whatever stage they were met in."""
    put(tmp_path / "class", "ann/layers.py")
    put(tmp_path / "class", "notes.txt")
    (tmp_path / "class/bob").mkdir()
    path = zipped(tmp_path / "class", tmp_path / "class.zip")

    intake = take_in(path, CONFIG)

    assert intake.puzzles == (Puzzle("notes.txt", "is neither a Python file nor a notebook nor an archive"),)
    assert [one.id for one in intake.handins] == ["ann"]
