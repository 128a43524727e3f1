"""How one submission is graded on Gradescope: results, or none and a reason that only instructors read."""

import contextlib
import json
import time

import pytest

from grader import gradescoperun
from grader.errors import InternalFault, SubmissionError, UsageError
from grader.gradescopesettings import GradescopeSettings, settings_text
from tests.assignments import SOLUTION, write_assignment, write_submission

METADATA = {"id": 42, "created_at": "2026-11-20T10:00:00+01:00", "previous_submissions": []}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """/autograder, on a machine on which student code is walled off."""
    monkeypatch.setattr(gradescoperun.launch, "forbid_inspection", lambda: None)
    monkeypatch.setattr(gradescoperun, "demand_walls", lambda: None)
    monkeypatch.setenv("GRADER_SECRET", "a secret")
    write_assignment(tmp_path / "source/assignment")
    write_submission(tmp_path / "submission", SOLUTION)
    (tmp_path / "source/settings.yaml").write_text(settings_text(GradescopeSettings()))
    (tmp_path / "submission_metadata.json").write_text(json.dumps(METADATA))
    (tmp_path / "results").mkdir()
    return tmp_path


def read(desk):
    """Return the results, None where there are none."""
    path = desk / "results/results.json"
    return json.loads(path.read_text()) if path.exists() else None


def test_a_submission_is_graded(desk, capsys):
    """The file holds its score, standard output a line about it."""
    code = gradescoperun.main(desk)

    assert code == 0, capsys.readouterr().out
    assert read(desk)["score"] == 10.0
    assert capsys.readouterr().out.startswith("graded: 10 of 10 points")


def test_what_others_may_not_read_is_closed(desk):
    """Student code runs as somebody else."""
    gradescoperun.main(desk)

    modes = {name: (desk / name).stat().st_mode & 0o777 for name in ("source", "results")}
    assert modes == {"source": 0o700, "results": 0o700}
    assert (desk / "submission_metadata.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "fault, code",
    [
        (InternalFault("lost\n\x1b[31m"), 3),
        (UsageError("no such key"), 2),
        (MemoryError(), 3),
        (ZeroDivisionError("oops"), 3),
        (KeyboardInterrupt(), 3),
        (SystemExit(0), 3),
    ],
)
def test_a_fault_leaves_no_results(desk, monkeypatch, capsys, fault, code):
    """Not even the early ones; the reason is on one line, escaped."""

    def broken(request, follow, tell):
        (desk / "results/results.json").write_text('{"output": "early"}')
        raise fault

    monkeypatch.setattr(gradescoperun.grading, "grade", broken)

    assert gradescoperun.main(desk) == code
    assert read(desk) is None
    out = capsys.readouterr().out
    assert "no score was written: " in out
    assert out.count("\n") == 1
    assert "\x1b" not in out


def test_a_submission_that_cannot_be_read_is_told_so(desk, monkeypatch):
    """That is no fault of the grader's: the student reads the reason, without a score."""

    def unreadable(request, follow, tell):
        raise SubmissionError("too many files")

    monkeypatch.setattr(gradescoperun.grading, "grade", unreadable)

    assert gradescoperun.main(desk) == 0
    assert "too many files" in read(desk)["output"]
    assert "score" not in read(desk)


def test_nothing_is_run_where_there_is_no_wall(desk, monkeypatch):
    """Unless the instructor has said that it may be."""

    def bare():
        raise InternalFault("no wall")

    monkeypatch.setattr(gradescoperun, "demand_walls", bare)
    assert (gradescoperun.main(desk), read(desk)) == (3, None)

    (desk / "source/settings.yaml").write_text(settings_text(GradescopeSettings(isolation="any")))
    assert gradescoperun.main(desk) == 0


def test_what_hangs_is_ended_by_force(desk, monkeypatch, capsys):
    """Between its own deadline and Gradescope's."""

    def hangs(request, follow, tell):
        time.sleep(60)

    monkeypatch.setattr(gradescoperun.grading, "grade", hangs)
    (desk / "source/settings.yaml").write_text(settings_text(GradescopeSettings(time_limit_min=0.001)))

    assert gradescoperun.main(desk) == 3
    assert "did not end by its deadline" in capsys.readouterr().out


def test_what_hangs_and_takes_the_end_for_a_fault_of_its_own_is_ended_too(desk, monkeypatch, capsys):
    """Else Gradescope would end it, with a 0."""
    began_s = time.monotonic()

    def hangs(request, follow, tell):
        with contextlib.suppress(InternalFault):
            time.sleep(60)
        time.sleep(20)

    monkeypatch.setattr(gradescoperun.grading, "grade", hangs)
    (desk / "source/settings.yaml").write_text(settings_text(GradescopeSettings(time_limit_min=0.001)))

    assert gradescoperun.main(desk) == 3
    assert "did not end by its deadline" in capsys.readouterr().out
    assert time.monotonic() - began_s < 15


def test_settings_that_are_wrong_are_told(desk, capsys):
    """An instructor has edited them in the zip."""
    (desk / "source/settings.yaml").write_text("attempts: 3\n")

    assert (gradescoperun.main(desk), read(desk)) == (2, None)
    assert "settings.yaml: per_hours is missing" in capsys.readouterr().out


def test_nothing_in_a_submission_chooses_the_assignment(desk):
    """Neither a configuration nor checks of its own."""
    write_assignment(desk / "submission", config="name: [")

    assert gradescoperun.main(desk) == 0
    assert read(desk)["extra_data"]["report"]["assignment"]["name"] == "tiny"
