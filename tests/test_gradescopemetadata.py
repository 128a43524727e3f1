"""What Gradescope tells of a submission: every documented field, of which only the time has to be there."""

import json
from datetime import datetime

import pytest

from grader.errors import DataError
from grader.gradescopemetadata import read_metadata

DOCUMENTED = {
    "id": 123456,
    "created_at": "2018-07-01T14:22:32.365935-07:00",
    "assignment": {
        "due_date": "2018-07-31T23:00:00.000000-07:00",
        "group_size": 4,
        "group_submission": True,
        "id": 25828,
        "course_id": 1234,
        "late_due_date": None,
        "release_date": "2018-07-02T00:00:00.000000-07:00",
        "title": "Programming Assignment 1",
        "total_points": "20.0",
        "submission_method": "upload",
    },
    "users": [{"email": "student@example.com", "id": 1234, "name": "Student User"}],
    "previous_submissions": [
        {"submission_time": "2017-04-06T14:24:48.087023-07:00", "score": 0.0, "results": {"score": 0.0}}
    ],
}


@pytest.fixture
def read(tmp_path):
    """Write *content* where Gradescope would and read it."""

    def reads(content):
        path = tmp_path / "submission_metadata.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return read_metadata(path)

    return reads


def test_the_documented_example_is_read(read):
    """Times with their offsets, the points as the string that they are."""
    found = read(DOCUMENTED)

    assert found.created_at == datetime.fromisoformat(DOCUMENTED["created_at"])
    assert found.due == datetime.fromisoformat("2018-07-31T23:00:00-07:00")
    assert (found.assignment.total_points, found.assignment.group_size) == ("20.0", 4)
    assert found.previous_submissions[0].results == {"score": 0.0}
    assert found.previous_submissions[0].autograder_error is False
    assert [user.name for user in found.users] == ["Student User"]


def test_unknown_keys_are_accepted(read):
    """Gradescope adds some now and then."""
    more = DOCUMENTED | {"new": {"deep": []}, "assignment": DOCUMENTED["assignment"] | {"newer": 1}}

    assert read(more) == read(DOCUMENTED)


def test_a_time_is_enough(read):
    """No due date, nobody before."""
    found = read({"created_at": DOCUMENTED["created_at"]})

    assert (found.due, found.previous_submissions, found.users) == (None, (), ())


def test_an_extension_counts(read):
    """A date of the student's own, where Gradescope tells of one."""
    own = {"id": 1, "assignment": {"due_date": "2018-08-03T23:00:00-07:00"}}

    assert read(DOCUMENTED | {"users": [own]}).due == datetime.fromisoformat("2018-08-03T23:00:00-07:00")


@pytest.mark.parametrize("value", [None, "", [], 7])
def test_what_decides_nothing_may_have_any_form(read, value):
    """Else a name that is missing would cost the time of the submission and lift the limit of attempts."""
    names = ("title", "total_points", "group_size", "group_submission", "submission_method", "course_id")
    former = {"submission_time": "2018-06-01T14:22:32-07:00", "score": value, "results": value}

    found = read(
        DOCUMENTED
        | {"assignment": DOCUMENTED["assignment"] | dict.fromkeys(names, value), "submission_method": value}
        | {"users": [{"id": value, "name": value, "email": value, "assignment": None}]}
        | {"previous_submissions": [former]}
    )

    assert found.due == datetime.fromisoformat("2018-07-31T23:00:00-07:00")
    assert found.previous_submissions[0].results is None
    assert found.previous_submissions[0].score == (7.0 if value == 7 else None)


def test_null_is_as_if_it_were_not_there(read):
    """Gradescope writes it for what it does not know."""
    nothing = dict.fromkeys(("id", "assignment", "submission_method", "users", "previous_submissions"))

    found = read(DOCUMENTED | nothing)

    assert (found.due, found.users, found.previous_submissions) == (None, (), ())


@pytest.mark.parametrize(
    "content, told",
    [
        ("", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "the whole: Input should be"),
        ({"id": 1}, "created_at: Field required"),
        ({"created_at": "2018-07-01T14:22:32"}, "created_at: Input should have timezone info"),
        (
            {"created_at": DOCUMENTED["created_at"], "previous_submissions": [{}]},
            "submissions.0.submission_time",
        ),
    ],
)
def test_what_is_broken_is_told_in_a_line(read, content, told):
    """It names the file and the key."""
    with pytest.raises(DataError, match=r"^submission_metadata\.json: ") as refused:
        read(content)

    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_told(tmp_path):
    """As where the zip is tried by hand."""
    with pytest.raises(DataError, match="cannot be read: No such file"):
        read_metadata(tmp_path / "submission_metadata.json")
