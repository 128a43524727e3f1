"""Specify how an export of Gradescope is read; its metadata hold what students have chosen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from grader.errors import UsageError
from grader.gradescopeexport import METADATA, gradescope_handins
from tests import classes
from tests.classes import put

ANN, BOB = ("Ann Doe", "0042", "ann@example.org"), ("Bob Roe", "43", "bob@example.org")
WHEN = "2020-09-10 22:23:06.393530000 Z"


def export(folder, metadata, *submissions):
    """Write an export with folders of *submissions* and return what is found in it."""
    put(folder, METADATA, metadata)
    for name in submissions:
        put(folder, f"{name}/layers.py")
    return gradescope_handins(folder)


def test_a_submission_has_its_student_and_time(tmp_path):
    """A number with zeros in front stays what it is."""
    found = export(tmp_path, classes.gradescope_metadata({"submission_7": ([ANN], WHEN)}), "submission_7")

    (handin,) = found.handins
    assert (handin.id, handin.student, handin.name, handin.group) == ("0042", "0042", "Ann Doe", "")
    assert handin.ids == {"gradescope": "submission_7", "sid": "0042", "email": "ann@example.org"}
    assert handin.submitted_at == datetime(2020, 9, 10, 22, 23, 6, 393530, UTC)
    assert [part.path for part in handin.parts] == [tmp_path / "submission_7"]
    assert found.puzzles == []


@pytest.mark.parametrize("name", classes.TEN_NAMES)
def test_names_in_ten_scripts(tmp_path, name):
    """As they were typed."""
    person = (classes.first_last(name), "", "a@example.org")

    found = export(tmp_path, classes.gradescope_metadata({"submission_7": ([person], WHEN)}), "submission_7")

    assert [handin.name for handin in found.handins] == [classes.first_last(name)]
    assert found.handins[0].id == "a@example.org"


def test_each_member_of_a_group_has_a_hand_in(tmp_path):
    """With the same parts, so that each gets a grade."""
    metadata = classes.gradescope_metadata({"submission_7": ([ANN, BOB], WHEN)})

    found = export(tmp_path, metadata, "submission_7")

    assert [(handin.id, handin.group) for handin in found.handins] == [
        ("0042", "submission_7"),
        ("43", "submission_7"),
    ]
    assert found.handins[0].parts == found.handins[1].parts
    assert found.notes == ["submission_7: handed in by a group of 2; each of them gets a report"]


def test_what_metadata_and_folders_do_not_share_is_told(tmp_path):
    """A folder that nobody owns is graded under its own name."""
    metadata = classes.gradescope_metadata({"submission_1": ([ANN], WHEN), "submission_2": ([BOB], WHEN)})
    put(tmp_path, "readme.txt")

    found = export(tmp_path, metadata, "submission_1", "submission_3")

    assert sorted(handin.id for handin in found.handins) == ["0042", "submission_3"]
    assert sorted(puzzle.path for puzzle in found.puzzles) == ["readme.txt", "submission_2", "submission_3"]


OLD_TIME = """submission_7:
  :submitters:
  - :name: Ann
    :sid: 017
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2020-09-10 22:23:06.393530000 Z
    zone: &1 !ruby/object:ActiveSupport::TimeZone
      name: Etc/UTC
  :other: *1
"""


def test_objects_of_ruby_are_read_as_data(tmp_path):
    """A tag means nothing, a number is text, and a time may be an object."""
    (handin,) = export(tmp_path, OLD_TIME, "submission_7").handins

    assert handin.id == "017"
    assert handin.submitted_at == datetime(2020, 9, 10, 22, 23, 6, 393530, UTC)


def test_nothing_in_the_metadata_is_run(tmp_path):
    """It is a file like any other of a student's."""
    mark = tmp_path / "ran"
    metadata = f"submission_7: !!python/object/apply:os.system ['touch {mark}']\n"

    found = export(tmp_path, metadata, "submission_7")

    assert not mark.exists()
    assert [handin.id for handin in found.handins] == ["submission_7"]


@pytest.mark.parametrize(
    "metadata, reason",
    [
        ("a: [1\nb: 2", "line 2"),
        ("- a\n- b", "must be a mapping"),
        ("[" * 5000, METADATA),
        ("a: &a [*a]\n", METADATA),
        ("", "must be a mapping"),
    ],
)
def test_bad_metadata_are_refused_in_one_line(tmp_path, metadata, reason):
    """With the file and, where there is one, the line."""
    with pytest.raises(UsageError, match=reason) as caught:
        export(tmp_path, metadata)

    assert str(caught.value).isprintable()


@pytest.mark.parametrize("value", ["text", "[]", "{}", "[[], 1]", "{':name': x}"])
def test_odd_submitters_do_not_lose_the_submission(tmp_path, value):
    """It is graded under its own name, and told."""
    found = export(tmp_path, f"submission_7:\n  :submitters: {value}\n", "submission_7")

    assert [handin.id for handin in found.handins] == ["submission_7"]
    assert [puzzle.path for puzzle in found.puzzles] == ["submission_7"]
