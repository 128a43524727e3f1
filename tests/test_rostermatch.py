"""Specify whose a hand-in is, by what platforms call people, and that nothing unclear is guessed."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from grader.handins import Handin, Part
from grader.roster import Roster, RosterEntry
from grader.rostermatch import match
from tests import classes

PART = (Part(Path("x"), "x"),)
ANN = RosterEntry(
    "s1",
    "Doe-Smith, Ann",
    "A",
    "ann@example.org",
    {"canvas": "1042", "login": "ads", "email": "ann@example.org"},
)
BOB = RosterEntry("s2", "Roe, Bob", "B", "", {"moodle": "12", "github": "Bob-GH"})


def handin(id_, name="", platform="folder", **ids):
    """Return a hand-in of that id."""
    return Handin(id_, PART, id_, name, platform=platform, ids=ids)


def students(roster, *handins):
    """Return whose *handins* are, and the notes."""
    matched = match(handins, Roster(tuple(roster), "class.csv"))
    return [found.student for found in matched.handins], matched.notes


@pytest.mark.parametrize(
    "one, student",
    [
        (handin("x_1042", "x", "canvas", canvas="1042"), "s1"),
        (handin("S1"), "s1"),
        (handin("ads"), "s1"),
        (handin("ann@example.org"), "s1"),
        (handin("ann"), "s1"),
        (handin("bob-gh", platform="clone"), "s2"),
        (handin("doesmithann_9", "doesmithann", "canvas", canvas="9"), "s1"),
        (handin("Ann Doe-Smith_7", "Ann Doe-Smith", "moodle", moodle="7"), "s1"),
        (handin("Participant_12", "Participant", "moodle", moodle="12"), "s2"),
        (handin("ads Ann Doe Smith_7", "ads Ann Doe Smith", "moodle", moodle="7"), "s1"),
        (handin("A-Ann Doe-Smith_7", "A-Ann Doe-Smith", "moodle", moodle="7"), "s1"),
        (handin("Bob Roe"), "s2"),
        (handin("x", platform="gradescope", sid="s2"), "s2"),
    ],
)
def test_a_hand_in_finds_its_student(one, student):
    """By number, login, address, GitHub's name, or the name as each platform writes it."""
    assert students([ANN, BOB], one) == ([student], [])


@pytest.mark.parametrize("sortable", classes.TEN_NAMES)
def test_names_are_matched_in_ten_scripts(sortable):
    """In Canvas's form, spoken, and decomposed."""
    roster = [RosterEntry(f"s{at}", name) for at, name in enumerate(classes.TEN_NAMES)]
    student = f"s{classes.TEN_NAMES.index(sortable)}"
    canvas = classes.canvas_prefix(sortable, 7).removesuffix("_7")
    spoken = classes.first_last(sortable)
    several = [
        handin("a_7", canvas, "canvas", canvas="7"),
        handin("b_7", spoken, "moodle", moodle="7"),
        handin(unicodedata.normalize("NFD", spoken).upper()),
    ]

    assert students(roster, *several) == ([student] * 3, [])


def test_the_roster_gives_name_group_and_ids():
    """What the platform says of a person stays where both say something."""
    (found,) = match([handin("x_1042", "x", "canvas", canvas="1042")], Roster((ANN,))).handins

    assert (found.name, found.group, found.id) == ("Doe-Smith, Ann", "A", "x_1042")
    assert found.ids == {"canvas": "1042", "login": "ads", "email": "ann@example.org"}


def test_two_that_fit_are_told_and_none_is_guessed():
    """Neither of the two is said to be absent."""
    twins = (RosterEntry("s1", "Li, Wei"), RosterEntry("s2", "Wei Li"), RosterEntry("s3", "Roe, Bob"))

    matched = match([handin("Wei Li")], Roster(twins))

    assert [found.student for found in matched.handins] == ["Wei Li"]
    assert matched.notes == ["Wei Li: could be of s1 or s2; it is graded under its own name"]
    assert [entry.student for entry in matched.absent] == ["s3"]


def test_who_is_on_no_list_is_graded_and_told():
    """By a line that can be shown on any terminal."""
    names, notes = students([ANN], handin("ev\u202eil"))

    assert names == ["ev\u202eil"]
    assert notes == ["'ev\\u202eil': is of nobody in class.csv; it is graded under its own name"]


def test_who_handed_in_nothing_is_absent():
    """In the order of the list."""
    matched = match([handin("ads")], Roster((BOB, ANN, RosterEntry("s3", "Cy"))))

    assert [entry.student for entry in matched.absent] == ["s2", "s3"]


def test_a_group_is_one_hand_in_for_each_member():
    """Moodle's number of a group is nobody's, although a participant may have the same."""
    cy = RosterEntry("s3", "Cy Poe", "Red Team", "", {"moodle": "31"})
    dee = RosterEntry("s4", "Dee Moe", "Red Team", "", {"moodle": "32"})
    other = RosterEntry("s5", "Eve Woe", "Blue", "", {"moodle": "99"})

    matched = match([handin("Red Team_99", "Red Team", "moodle", moodle="99")], Roster((cy, dee, other)))

    assert [(one.id, one.student, one.ids) for one in matched.handins] == [
        ("Red Team_99_s3", "s3", {"moodle": "31"}),
        ("Red Team_99_s4", "s4", {"moodle": "32"}),
    ]
    assert [entry.student for entry in matched.absent] == ["s5"]
    assert matched.notes == ["Red Team_99: is of a group; each of its 2 members gets a report"]


def test_a_number_goes_before_a_name():
    """Two students may have one name, and one may be written in two ways."""
    twins = (
        RosterEntry("s1", "Li, Wei", "", "", {"canvas": "1"}),
        RosterEntry("s2", "Li, Wei", "", "", {"canvas": "2"}),
    )

    assert students(twins, handin("liwei_2", "liwei", "canvas", canvas="2")) == (["s2"], [])
