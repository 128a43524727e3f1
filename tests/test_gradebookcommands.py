"""Specify the commands `grader gradebook ...`."""

import getpass
import json

import pytest
import typer
from typer.testing import CliRunner

from grader.accounts import Account
from grader.errors import UsageError
from grader.gradebook import Gradebook
from grader.gradebookcommands import gradebook_app
from tests.gradebooks import NAME, handin, report

CONFIG = f"""
name: {NAME}
title: A course
modules: {{layers: layers.py}}
tasks: {{layers: {{title: Layers, points: 100}}}}
late:
  due: 2026-12-01T00:00:00+01:00
  percent_per_day: 10
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Stand in an assignment's folder: `ada` (two attempts) and `bob` are graded, `eve` is enrolled."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRADER_DATABASE", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "config.yaml").write_text(CONFIG)
    with Gradebook(tmp_path) as book:
        book.record(handin(ids={"canvas": "7"}), report(score=60.0))
        book.record(handin(hours=5), report(score=90.0, digest="d2"))
        book.record(handin("bob", name="Bob"), report("bob", 50.0))
        book.enrol(NAME, Account("eve"))
    return tmp_path


def run(*arguments, fails=None):
    """Return what a command prints; with *fails*, the text of its `UsageError`."""
    result = CliRunner().invoke(gradebook_app, list(arguments))
    if fails is not None:
        assert isinstance(result.exception, UsageError), result.output
        assert fails in str(result.exception)
        assert "\n" not in str(result.exception)
        return str(result.exception)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def final(student):
    """Return the score of *student*."""
    return next(each["score"] for each in json.loads(run("show", "--json")) if each["student"] == student)


def test_show_has_a_line_for_each_student(folder):
    """How many attempts, which one counts, and what it is made of."""
    lines = [line.split() for line in run("show").splitlines()]

    assert ["ada", "2", "#2", "90", "-10", "80"] in lines
    assert ["bob", "1", "#1", "50", "50"] in lines
    assert ["eve", "0", "-", "-", "missing"] in lines


@pytest.mark.parametrize("place", [["."], ["gradebook.sqlite"], ["-d", "."], []])
def test_a_gradebook_is_named_in_several_ways(folder, place):
    """By its folder, by its file, by the option, or by standing beside it."""
    assert "#2" in run("show", *place)


def test_a_database_may_be_named_by_the_environment(folder, monkeypatch, tmp_path_factory):
    """So that no password need be typed where others see it."""
    (elsewhere := tmp_path_factory.mktemp("elsewhere") / "config.yaml").write_text(CONFIG)
    monkeypatch.chdir(elsewhere.parent)
    monkeypatch.setenv("GRADER_DATABASE", str(folder))

    assert "#2" in run("show")


def test_one_student_is_shown_with_every_attempt(folder):
    """Why the one counts and what the other would give."""
    text = run("show", "--student", "ada")

    assert "attempt 1, 2026-11-30 23:00:00+01:00: 60 of 100; does not count" in text
    assert "attempt 2, 2026-12-01 05:00:00+01:00 (5.0 h late): 90 of 100, -10 for lateness; counts" in text
    assert "final: 80 of 100" in text


def test_an_adjustment_is_kept_with_author_and_reason(folder, monkeypatch):
    """Points may be negative; the login name stands where no author is named."""
    monkeypatch.setattr(getpass, "getuser", lambda: "staff")

    told = run("adjust", "ada", "-2.5", "--reason", "shown in the lab")
    run("adjust", "ada", "1", "--reason", "bonus", "--author", "Prof. X")

    assert told == "ada: 80 -> 77.5 of 100\n"
    history = run("history", "ada")
    assert "adjustment -2.5 by staff: shown in the lab" in history
    assert "adjustment +1 by Prof. X: bonus" in history
    assert final("ada") == 78.5


def test_an_adjustment_needs_a_reason(folder):
    """Without one nothing is written."""
    result = CliRunner().invoke(gradebook_app, ["adjust", "ada", "5"])

    assert result.exit_code == 2
    run("adjust", "ada", "5", "--reason", " ", fails="needs an author and a reason")
    assert final("ada") == 80


@pytest.mark.parametrize("points", ["five", "nan", "0"])
def test_an_adjustment_is_a_number(folder, points):
    """Anything else is refused."""
    result = CliRunner().invoke(gradebook_app, ["adjust", "ada", points, "--reason", "why"])

    assert result.exit_code != 0
    assert final("ada") == 80


def test_a_mistyped_option_is_no_number(folder):
    """Although a number may begin with a minus."""
    result = CliRunner().invoke(gradebook_app, ["adjust", "ada", "5", "--raeson", "why", "--reason", "x"])

    assert result.exit_code == 2
    assert final("ada") == 80


def test_below_zero_only_where_asked(folder):
    """A fine stops at 0 unless it is said to go on."""
    run("adjust", "bob", "-70", "--reason", "copied")
    stopped = final("bob")
    run("adjust", "bob", "-10", "--reason", "again", "--below-zero")

    assert (stopped, final("bob")) == (0, -30)


def test_nobody_known_is_told_with_the_nearest(folder):
    """In every command that takes a student."""
    for arguments in (
        ["show", "--student", "adda"],
        ["adjust", "adda", "1", "--reason", "x"],
        ["history", "adda"],
    ):
        run(*arguments, fails="did you mean 'ada'?")


def test_history_keeps_what_was_replaced(folder):
    """A regrade stands below what it replaces."""
    with Gradebook(folder) as book:
        book.record(handin(), report(score=40.0))

    lines = run("history", "ada").splitlines()

    assert ["60 of 100" in lines[0], "90 of 100" in lines[1], "graded again: 40 of 100" in lines[2]] == [
        True
    ] * 3


def test_json_of_a_student_has_everything(folder):
    """Attempts, results and adjustments, in one object."""
    run("adjust", "ada", "1", "--reason", "bonus", "--author", "me")

    data = json.loads(run("history", "ada", "--json"))

    assert (data["student"], data["counts"], data["score"]) == ("ada", 2, 81.0)
    assert [each["attempt"]["digest"] for each in data["all_attempts"]] == ["d1", "d2"]
    assert [each["score"] for each in data["gradings"]] == [60.0, 90.0]
    assert [(each["points"], each["author"]) for each in data["adjustments"]] == [(1.0, "me")]


def test_names_are_shown_and_never_obeyed(folder):
    """No colour, no turning round, no other line."""
    evil = "e\x1b[31mve\u202e\x9b2J"
    with Gradebook(folder) as book:
        book.record(handin(evil, name=evil), report("x"))
    run("adjust", evil, "1", "--reason", evil, "--author", evil)

    for arguments in (["show"], ["show", "--student", evil], ["history", evil], ["show", "--json"]):
        text = run(*arguments)
        assert not set(text) & {"\x1b", "\u202e", "\x9b"}


def test_an_extension_of_nobody_is_told(folder):
    """A mistyped name in config.yaml gives nobody more time."""
    (folder / "config.yaml").write_text(CONFIG + "  extensions: {adda: 24, ada: 24}\n")

    text = run("show")

    assert "late.extensions names nobody of the gradebook: adda" in text
    assert final("ada") == 90


def test_grades_are_exported(folder):
    """As a table of our own."""
    run("export", "-o", "out/grades.csv")

    lines = (folder / "out" / "grades.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["student", "ada", "bob", "eve"]
    assert ",80," in lines[1]


CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Homework (12)\r
    Points Possible,,,,,100\r
"Lovelace, Ada",7,,ada,A,\r
"Nobody, Ned",9,,ned,A,3\r
"""


def test_a_column_of_canvas_is_filled(folder):
    """The rows of strangers stay, and both sides are told who has no other."""
    (folder / "canvas.csv").write_text(CANVAS, newline="")

    told = run("export", "-o", "filled.csv", "--canvas", "canvas.csv", "--column", "Homework")

    assert (folder / "filled.csv").read_bytes().decode() == CANVAS.replace(",ada,A,\r", ",ada,A,80\r")
    assert "no grade for: Nobody, Ned" in told
    assert "no row for: Bob (bob)" in told


@pytest.mark.parametrize(
    "options, told",
    [
        (["--canvas", "canvas.csv"], "--canvas needs --column"),
        (["--column", "Homework"], "--column is of a table"),
        (["--canvas", "canvas.csv", "--moodle", "canvas.csv", "--column", "x"], "are two files"),
        (["--canvas", "nowhere.csv", "--column", "x"], "nowhere.csv: cannot be read"),
        (["--moodle", "canvas.csv"], "canvas.csv"),
    ],
)
def test_options_that_make_no_sense_are_told(folder, options, told):
    """And nothing is written."""
    (folder / "canvas.csv").write_text(CANVAS, newline="")

    run("export", "-o", "filled.csv", *options, fails=told)

    assert not (folder / "filled.csv").exists()


def test_the_platforms_own_file_is_not_overwritten(folder):
    """It is what one goes back to."""
    (folder / "canvas.csv").write_text(CANVAS, newline="")

    run(
        "export",
        "-o",
        "canvas.csv",
        "--canvas",
        "canvas.csv",
        "--column",
        "Homework",
        fails="would overwrite",
    )

    assert (folder / "canvas.csv").read_bytes().decode() == CANVAS


def test_no_gradebook_is_told(folder, tmp_path_factory):
    """With what to do; and none is made."""
    empty = tmp_path_factory.mktemp("empty")
    (folder / "gradebook.sqlite").unlink()

    run("show", fails="name the batch's folder by --database DIR")
    run("show", str(empty), fails="there is no gradebook")
    assert list(empty.iterdir()) == []


def test_every_command_has_help_with_an_example():
    """As all commands of the grader have."""
    for command in typer.main.get_command(gradebook_app).commands.values():
        assert command.epilog.startswith(f"Example: grader gradebook {command.name}")
