"""Specify which lists of a class are read, and what of them is an error."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.roster import RosterEntry, read_roster
from tests import classes
from tests.classes import put


def read(folder, content):
    """Write a roster and return its entries."""
    return read_roster(put(folder, "class.csv", content)).entries


@pytest.mark.parametrize(
    "content",
    [
        "student,name,group\nann,Ann Doe,A\n",
        "Student ID;Full Name;Section\r\nann;Ann Doe;A\r\n",
        "\ufeffSTUDENT_ID\tFirst Name\tLast-Name\tTeam\nann\tAnn\tDoe\tA\n\n",
        '"Matrikelnummer","Vorname","Nachname","Gruppe","Foto"\n"ann","Ann","Doe","A","x"\n',
        "id,first_name,last_name,group\nann,Ann,Doe,A",
    ],
)
def test_headers_and_separators_are_found_out(tmp_path, content):
    """Letter case, signs in headers, marks of order, ends of lines and further columns make no difference."""
    assert read(tmp_path, content) == (RosterEntry("ann", "Ann Doe", "A"),)


def test_a_roster_of_excel_in_utf_16_is_read(tmp_path):
    """It calls that Unicode text."""
    assert read(tmp_path, "student\tname\nann\tÄnn\n".encode("utf-16"))[0].name == "Änn"


CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Layers (77)
,,,,,Manual Posting
    Points Possible,,,,,100.00
"Doe-Smith, Ann",1042,s1,ann@example.org,Mon,
"Roe, Bob",1043,,bob,Tue,3
"Student, Test",1044,,x,Tue,
"""


def test_an_exported_gradebook_of_canvas_is_a_roster(tmp_path):
    """Its `Student` is a name, its `ID` Canvas's; rows of points and the made-up student are none."""
    assert read(tmp_path, CANVAS) == (
        RosterEntry(
            "s1", "Doe-Smith, Ann", "Mon", "", {"canvas": "1042", "login": "ann@example.org", "sis": "s1"}
        ),
        RosterEntry("bob", "Roe, Bob", "Tue", "", {"canvas": "1043", "login": "bob"}),
    )


def test_a_grading_worksheet_of_moodle_is_a_roster(tmp_path):
    """The number behind the word for a participant is that of a download's names, in any language."""
    content = "Identifier,Full name,Email address,Status,Grade\nParticipant 12,Ann Doe,ann@example.org,x,\n"
    greek = content.replace("Participant", "Συμμετέχων")

    expected = RosterEntry(
        "ann@example.org", "Ann Doe", "", "ann@example.org", {"moodle": "12", "email": "ann@example.org"}
    )
    assert read(tmp_path, content) == read(tmp_path, greek) == (expected,)


def test_a_gradebook_of_moodle_and_a_roster_of_github_are_read(tmp_path):
    """The number that the university gives names the student."""
    moodle = "First name,Last name,ID number,Email address,Groups\nAnn,Doe,0042,a@example.org,G1\n"
    github = "identifier,github_username,github_id,name\ns42,ann-gh,99,Ann Doe\n"

    assert read(tmp_path, moodle)[0] == RosterEntry(
        "0042", "Ann Doe", "G1", "a@example.org", {"email": "a@example.org"}
    )
    assert read(tmp_path, github)[0] == RosterEntry("s42", "Ann Doe", "", "", {"github": "ann-gh"})


def test_names_in_ten_scripts_round_trip(tmp_path):
    """With commas and quotes, as a spreadsheet writes them."""
    stream = io.StringIO()
    rows = [
        ["student", "name"],
        *([f"s{at}", name] for at, name in enumerate(classes.TEN_NAMES)),
        ["q", 'A "B" C'],
    ]
    csv.writer(stream, delimiter=";").writerows(rows)

    assert [[entry.student, entry.name] for entry in read(tmp_path, stream.getvalue())] == rows[1:]


@pytest.mark.parametrize(
    "content, reason",
    [
        ("", r"class\.csv: is empty"),
        ("points,grade\n1,2\n", r"class\.csv:1: no column names students .*points, grade"),
        ("student,name\nann,Ann,more\n", r"class\.csv:2: has 3 columns, but the first line names 2"),
        ("student,name\nann,Ann\n\nann,Bob\n", r"class\.csv:4: 'ann' is in line 2 already"),
        ("student,group\nann,A\n,B\n", r"class\.csv:3: names no student"),
        ('student,name\n"ann"x,Ann\n', r"class\.csv:2: "),
        (b"student\nann\n\xe4nn\n", r"class\.csv:3: is not UTF-8"),
    ],
)
def test_a_bad_row_is_told_with_file_and_line(tmp_path, content, reason):
    """One line, so that it can be mended."""
    with pytest.raises(UsageError, match=reason) as caught:
        read(tmp_path, content)

    assert str(caught.value).isprintable()


CELLS = st.text(st.characters(codec="utf-8"), max_size=6) | st.sampled_from(
    ["student", "name", "ann", '"', "Student", "ID"]
)


@given(st.lists(st.lists(CELLS, max_size=5).map(",".join), max_size=5).map("\n".join))
def test_whatever_a_roster_holds_it_is_read_or_refused_in_one_line(text):
    """A table saved by any program, or no table at all."""
    with tempfile.TemporaryDirectory() as folder:
        path = put(Path(folder), "class.csv", text)
        entries, refusal = (), ""
        try:
            entries = read_roster(path).entries
        except UsageError as error:
            refusal = str(error)

    assert bool(refusal) or all(entry.student for entry in entries)
    assert len({entry.student for entry in entries}) == len(entries)
    assert not refusal or (refusal.isprintable() and refusal.startswith("class.csv"))


def test_a_missing_roster_is_told(tmp_path):
    """By its path."""
    with pytest.raises(UsageError, match=r"none\.csv: cannot be read"):
        read_roster(tmp_path / "none.csv")
