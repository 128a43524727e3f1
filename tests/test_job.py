"""Specify how an examiner is told what it is started for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from grader.config import load
from grader.confinement import Level, Terms
from grader.job import Job, terms_for
from tests.assignments import write_assignment


@pytest.fixture
def job():
    """A job with nothing left at what it is by default."""
    return Job(
        assignment=Path("/course"),
        dataset="digits",
        files={"layers.py": b"eD0x", "grüße.py": b"AP8K"},
        missing=("loss.py",),
        scope="visible",
        terms=Terms(Level.SECCOMP, Level.LANDLOCK, ("scipy",)),
        tasks=("layers", "loss"),
        tells=True,
        waits=True,
        serves=True,
        spreads=True,
    )


def test_a_job_is_one_line_that_says_all_of_it(job):
    """It comes out of the pipe as it went in, bytes, tuples and terms included."""
    line = job.model_dump_json()

    assert "\n" not in line
    assert Job.model_validate_json(line + "\n") == job


def test_files_are_bytes_and_travel_as_text(job):
    """What is no UTF-8 survives."""
    sent = json.loads(job.model_dump_json())

    assert job.files == {"layers.py": b"x=1", "grüße.py": b"\x00\xff\n"}
    assert {name: text.strip() for name, text in sent["files"].items()} == {
        "layers.py": "eD0x",
        "grüße.py": "AP8K",
    }


def test_what_is_not_asked_for_is_off():
    """All tasks, told at the end, for one submission that is here, on one processor."""
    job = Job.model_validate_json(
        '{"assignment": "/c", "dataset": null, "files": {}, "missing": [], "scope": "all", "terms": null}'
    )

    assert job.tasks == ()
    assert (job.tells, job.waits, job.serves, job.spreads) == (False, False, False, False)


@pytest.mark.parametrize(
    "change, where",
    [
        ({"secret": "s"}, "secret"),
        ({"scope": "hidden"}, "scope"),
        ({"terms": {"least": "none"}}, "terms.least"),
        ({"files": {"a.py": "A"}}, "files.a.py"),
        ({"assignment": None}, "assignment"),
    ],
)
def test_what_a_job_does_not_know_is_refused(job, change, where):
    """A field too many and a value that is none: nothing is guessed."""
    sent = json.loads(job.model_dump_json()) | change

    with pytest.raises(ValidationError) as caught:
        Job.model_validate_json(json.dumps(sent))

    assert [".".join(map(str, error["loc"])) for error in caught.value.errors()] == [where]


@pytest.mark.parametrize("name", ["assignment", "dataset", "files", "missing", "scope", "terms"])
def test_what_a_job_must_say_cannot_be_left_out(job, name):
    """Even where it may be nothing."""
    sent = json.loads(job.model_dump_json())
    del sent[name]

    with pytest.raises(ValidationError, match=rf"{name}\n +Field required"):
        Job.model_validate_json(json.dumps(sent))


def test_a_job_does_not_change(job):
    """What was ordered stays ordered."""
    with pytest.raises(ValidationError, match="frozen"):
        job.scope = "all"

    assert job.scope == "visible"


@pytest.mark.parametrize("scope, least", [("all", Level.LANDLOCK), ("visible", Level.PROCESS)])
def test_only_grading_demands_the_walls_of_the_configuration(tmp_path, scope, least):
    """A student who runs their own code needs none; libraries and the strongest level are the same."""
    course = write_assignment(tmp_path / "course")
    text = (course / "config.yaml").read_text("utf-8")
    (course / "config.yaml").write_text(
        text + "\nisolation: {require: landlock}\nimports: {allowed: [rich]}\n", "utf-8"
    )
    config = load(course)

    assert terms_for(config, scope) == Terms(least, Level.BUBBLEWRAP, ("rich",))
    assert terms_for(config, scope, Level.SECCOMP) == Terms(least, Level.SECCOMP, ("rich",))
