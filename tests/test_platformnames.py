"""Specify how the names are taken apart that platforms give to what students hand in."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.platformnames import (
    CanvasName,
    MoodleName,
    canvas_name,
    clone_prefix,
    moodle_name,
    name_key,
    name_keys,
    original_name,
)
from tests import classes

WRITTEN = st.characters(categories=("L", "M", "Nd"))
NAMES = st.text(WRITTEN | st.sampled_from(" -'_,."), min_size=1, max_size=30)
FILES = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="/"), min_size=1, max_size=30
)
NUMBERS = st.integers(1, 10**9)


@given(NAMES | st.sampled_from(classes.TEN_NAMES), NUMBERS, NUMBERS, st.booleans(), FILES)
def test_what_canvas_writes_is_read_back(name, user, attachment, late, file):
    """Name, lateness, user, attachment and the student's own name of the file, whatever the script."""
    prefix = classes.canvas_prefix(name, user, late)
    written = classes.canvas_file(prefix, attachment, file)
    # two numbers in a person's name cannot be told from those of user and attachment, nor can a person `anon`
    assume(not re.search(r"(^|_)[0-9]+_[0-9]", prefix.removesuffix(f"_{user}").removesuffix("_LATE") + "_x"))
    assume(not re.search(r"_[0-9]+$|^[0-9]+$", prefix.removesuffix(f"_{user}").removesuffix("_LATE")))
    assume(not prefix.startswith("anon_"))

    found = canvas_name(written)

    shown = re.sub(r'[\x00/\\:*?"<>|]+', "_", file)
    own = prefix.removesuffix(f"_{user}").removesuffix("_LATE") if late else prefix.removesuffix(f"_{user}")
    assert found == CanvasName(own, late, str(user), attachment, shown)


@given(st.from_regex(r"[1-9A-HJ-NP-Za-km-z]{5}", fullmatch=True), NUMBERS, st.booleans(), FILES)
def test_what_canvas_writes_of_the_anonymous_is_read_back(user, attachment, late, file):
    """The made-up id stands in place of name and number."""
    found = canvas_name(classes.canvas_file(classes.canvas_prefix(None, user, late), attachment, file))

    assert (found.name, found.late, found.user, found.number) == ("", late, f"anon_{user}", attachment)


@pytest.mark.parametrize(
    "written, expected",
    [
        ("doe_LATE_1042_77_layers.py", CanvasName("doe", True, "1042", 77, "layers.py")),
        (
            "doesmithann_1042_77_my layers-1.py",
            CanvasName("doesmithann", False, "1042", 77, "my layers-1.py"),
        ),
        ("de_la_cruz_1042_77_2_tries.py", CanvasName("de_la_cruz", False, "1042", 77, "2_tries.py")),
        ("_1042_77_layers.py", CanvasName("", False, "1042", 77, "layers.py")),
        ("LATE_anon_aB3dE_77_x.py", CanvasName("", True, "anon_aB3dE", 77, "x.py")),
        ("doe_1042_text.html", CanvasName("doe", False, "1042", None, "text.html")),
        ("doe_LATE_1042_link.html", CanvasName("doe", True, "1042", None, "link.html")),
        ("layers.py", None),
        ("alice_layers.py", None),
        ("doe_1042_" + "9" * 5000 + "_x.py", None),
    ],
)
def test_names_of_canvas(written, expected):
    """LATE stands before the number, names may hold `_` or be empty, what was typed has no attachment."""
    assert canvas_name(written) == expected


def test_a_file_cannot_make_its_author_someone_else():
    """Numbers in what the student has chosen name nobody."""
    canvas = canvas_name("doe_1042_77_5_6_layers.py")
    moodle = moodle_name("Ann Doe_12_assignsubmission_file_Bob_13_assignsubmission_file_x.py")

    assert (canvas.user, canvas.file) == ("1042", "5_6_layers.py")
    assert (moodle.number, moodle.file) == ("12", "Bob_13_assignsubmission_file_x.py")


@given(NAMES, NUMBERS, FILES)
def test_what_moodle_writes_is_read_back(name, number, file):
    """With folders of both generations, and flat."""
    prefix = classes.moodle_prefix(name, number).removesuffix(f"_{number}")
    assume(prefix)
    written = classes.moodle_file(name, number, file)

    flat = moodle_name(written)
    new = moodle_name(classes.moodle_folder(name, number))
    old = moodle_name(classes.moodle_folder(name, number, old=True))

    assert (flat.name, flat.number, flat.type) == (prefix, str(number), "file")
    assert written.endswith(flat.file)
    assert new == old == MoodleName(prefix, str(number), "file", "")


@pytest.mark.parametrize(
    "written, expected",
    [
        ("Participant_123_assignsubmission_file", MoodleName("Participant", "123", "file", "")),
        ("Ann Doe_12_assignsubmission_onlinetext", MoodleName("Ann Doe", "12", "onlinetext", "")),
        ("Default group_assignsubmission_file", MoodleName("Default group", "", "file", "")),
        ("Group 7_31_assignsubmission_file_", MoodleName("Group 7", "31", "file", "")),
        ("jdoe Ann_12_assignsubmission_file_a_b.py", MoodleName("jdoe Ann", "12", "file", "a_b.py")),
        ("Ann Doe_12", None),
    ],
)
def test_names_of_moodle(written, expected):
    """Blind marking, online text, teams with and without a group, a login before the name."""
    assert moodle_name(written) == expected


@pytest.mark.parametrize(
    "file, expected",
    [
        ("layers-1.py", "layers.py"),
        ("layers-12.py", "layers.py"),
        ("layers-3f2504e0-4f89-11d3-9a0c-0305e82c3301.py", "layers.py"),
        ("layers.py", "layers.py"),
        ("part-1.py", "part-1.py"),
        ("layers-x.py", "layers-x.py"),
        ("lab-1.py", "lab-1.py"),
        ("lab-1-2.py", "lab-1.py"),
    ],
)
def test_the_suffix_of_a_resubmission_goes_only_before_what_is_expected(file, expected):
    """A student's own `part-1.py` keeps its name, and so does an expected file that ends so itself."""
    assert original_name(file, {"layers.py", "lab-1.py"}) == expected


@given(st.sampled_from(["layers.py", "loss.py", "a.tar.gz"]), st.integers(0, 7))
def test_canvas_suffixes_are_resolved_as_they_are_made(file, times):
    """Also of a name with two suffixes."""
    assert original_name(classes.resubmitted(file, times), {"layers.py", "loss.py", "a.tar.gz"}) == file


@pytest.mark.parametrize(
    "folders, assignment, parent, expected",
    [
        (["hw1-ann-a", "hw1-ann-b"], "hw1", "x", "hw1-"),
        (["hw1-ann-a", "hw1-ann-b"], "other", "hw1-submissions", "hw1-"),
        (["lab-2-bob", "lab-2-cy-d"], "other", "x", "lab-2-"),
        (["lab-2-bob"], "other", "x", ""),
        (["bob", "cy"], "other", "x", ""),
        (["hw1-", "hw1-b"], "hw1", "x", "hw1-"),
    ],
)
def test_the_assignment_is_cut_off_the_names_of_clones(folders, assignment, parent, expected):
    """By the configuration, by the folder of GitHub's command, else by what all have in common."""
    assert clone_prefix(folders, assignment, parent) == expected


@pytest.mark.parametrize("sortable", classes.TEN_NAMES)
def test_a_name_has_one_key_in_all_the_ways_platforms_write_it(sortable):
    """`Doe, Ann`, `Ann Doe` and Canvas's `doeann`, composed or not."""
    canvas = classes.canvas_prefix(sortable, 7).removesuffix("_7")
    spoken = unicodedata.normalize("NFD", classes.first_last(sortable)).upper()

    assert name_key(canvas) in name_keys(sortable)
    assert name_key(spoken) in name_keys(sortable)
    assert name_key(canvas) in name_keys(classes.first_last(sortable))


def test_vowel_signs_are_part_of_a_name():
    """Without them two Thai or Indian names would be one."""
    assert name_key("कमल") != name_key("कोमल")
    assert name_key("O'Brien-Doe") == name_key("OBRIEN DOE") == "obriendoe"
