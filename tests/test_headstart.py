"""Specify when the examiner is started before the command line has been read, and that it fits or is left."""

from pathlib import Path

import pytest

from grader import headstart
from grader.commands import app
from grader.headstart import FLAGS, VALUED, Headstart, Words, read
from tests.assignments import write_assignment, write_submission


@pytest.mark.parametrize(
    "line, meant",
    [
        ("check", Words("check", None, Path())),
        ("check ada --json", Words("check", None, Path("ada"))),
        ("-a course check ada -v", Words("check", Path("course"), Path("ada"))),
        ("-a other check -a course", Words("check", Path("course"), Path())),
        ("grade ada --assignment=course -o r.json", Words("grade", Path("course"), Path("ada"))),
        ("grade --also junit=a.xml ada", Words("grade", None, Path("ada"))),
    ],
)
def test_plain_words_are_understood(line, meant):
    """As the commands will understand them."""
    assert read(line.split()) == meant


@pytest.mark.parametrize(
    "line",
    [
        "",
        "batch class -o out",
        "check --watch",
        "check --help",
        "check -aother",
        "check -a=other",
        "check ada bea",
        "grade",
        "grade ada --dataset full",
        "check -- ada",
        "--version",
    ],
)
def test_nothing_is_started_for_other_words(line):
    """The command line will know better."""
    assert read(line.split()) is None


@pytest.mark.parametrize("command", ["check", "grade"])
def test_all_options_of_the_commands_are_known_or_left_out_on_purpose(command):
    """An option that takes a value and is taken for a flag would make its value the submission."""
    import typer

    group = typer.main.get_command(app)
    options = [each for each in group.commands[command].params if each.param_type_name == "option"]
    flags = {name for each in options if each.is_flag for name in each.opts}
    valued = {name for each in options if not each.is_flag for name in each.opts}

    assert flags - FLAGS <= {"--watch", "-w", "--help"}
    assert valued - VALUED <= {"--dataset"}
    assert not flags & VALUED
    assert not valued & FLAGS


def test_a_graded_submission_names_no_assignment(tmp_path, monkeypatch):
    """Its author could have put a config.yaml there, whose checks would be run."""
    write_assignment(tmp_path / "ada")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(headstart, "Hearing", lambda job: pytest.fail("started"))

    assert Headstart.begin(["grade", "ada"]) is None


def test_a_student_s_folder_is_looked_for_upwards(tmp_path, monkeypatch):
    """As `grader check` does; and it fits that assignment and those checks only."""
    course = write_assignment(tmp_path / "course")
    write_submission(course / "ada")
    jobs = []
    monkeypatch.setattr(headstart, "Hearing", jobs.append)

    begun = Headstart.begin(["check", str(course / "ada")])

    assert len(jobs) == 1
    assert begun.fits(course, "visible")
    assert not begun.fits(course, "all")
    assert not begun.fits(tmp_path, "visible")


def test_what_is_not_there_starts_nothing(tmp_path, monkeypatch):
    """The command tells what is wrong."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(headstart, "Hearing", lambda job: pytest.fail("started"))

    assert Headstart.begin(["check", "nobody"]) is None
    assert Headstart.begin(["check"]) is None
    assert Headstart.begin(["check", "-a", "nowhere"]) is None
