"""Specify the command `grader diff`."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from grader.diffcommands import diff_app
from grader.errors import UsageError
from grader.gradebook import Gradebook
from grader.schema import to_json
from tests.gradebooks import NAME, check, handin, report

CONFIG = f"{{name: {NAME}, title: T, modules: {{layers: l.py}}, tasks: {{layers: {{title: L, points: 1}}}}}}"
LOST = check("sum", "failed", 0.0, message="got 3, expected 2\x1b[31m\u202e")


@pytest.fixture
def batches(tmp_path, monkeypatch):
    """Two folders: `ada` loses a check, `bob` stays, `cem` gains one, `dora` is only in the second."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    monday = [report("ada", 80.0, check("sum"), check("mean")), report("bob", 50.0, check("sum"))]
    monday.append(report("cem", 10.0, check("sum", "error", 0.0)))
    tuesday = [report("ada", 40.0, LOST, check("mean"), assignment="a2")]
    tuesday += [report("bob", 50.0, check("sum"), assignment="a2"), report("dora")]
    tuesday.append(report("cem", 60.0, check("sum"), check("new"), assignment="a2"))
    for name, reports in (("monday", monday), ("tuesday", tuesday)):
        (tmp_path / name / "reports").mkdir(parents=True)
        for each in reports:
            (tmp_path / name / "reports" / f"{each.submission.id}.json").write_text(to_json(each), "utf-8")
    return tmp_path


def run(*arguments, fails=None):
    """Return what the command prints; with *fails*, the text of its `UsageError`."""
    result = CliRunner().invoke(diff_app, list(arguments))
    if fails is not None:
        assert isinstance(result.exception, UsageError), result.output
        assert fails in str(result.exception)
        return ""
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def test_each_student_whose_score_differs_is_told_with_the_check(batches):
    """What was before, what is now, why, and a summary."""
    text = run("monday", "tuesday")

    assert text.startswith("all: configuration, reference or checks differ: a1 -> a2\n")
    assert "ada: 80 -> 40 of 100 (-40)\n  layers/sum  The sum is right\n" in text
    assert "      passed, 1 of 1 -> failed, 0 of 1\n      after: got 3, expected 2\\u202e\n" in text
    assert "cem: 10 -> 60 of 100 (+50)\n" in text
    assert "new check: passed, 1 of 1" in text
    assert "bob:" not in text
    assert "2 of 3 scores differ: 1 higher, 1 lower, 0 otherwise" in text
    assert "only in the new ones: dora" in text


def test_the_same_command_prints_the_same(batches):
    """In the order of the names, however files are found."""
    first = run("monday", "tuesday")

    assert first == run("monday", "tuesday/reports")
    assert first.index("ada:") < first.index("cem:")


def test_no_difference_is_no_fault(batches):
    """The command ends with 0 then, and with 0 otherwise."""
    assert run("monday", "monday") == "0 of 3 scores differ: 0 higher, 0 lower, 0 otherwise\n"


def test_two_files_are_compared(batches):
    """One student alone."""
    text = run("monday/reports/ada.json", "tuesday/reports/ada.json")

    assert "ada: 80 -> 40 of 100 (-40)" in text
    assert "1 of 1 scores differ" in text


def test_other_points_for_many_checks_are_one_line(batches):
    """A check more gives every other one a little less: nobody reads that a hundred times."""
    names = [f"c{number}" for number in range(20)]
    for folder, worth in (("monday", 5.0), ("tuesday", 4.0)):
        made = report("ada", 100.0, *(check(name, score=worth, max_score=worth) for name in names))
        (batches / folder / "reports" / "ada.json").write_text(to_json(made), "utf-8")

    text = run("monday/reports/ada.json", "tuesday/reports/ada.json", "--all")

    assert "20 checks are worth other points, with the same verdict (layers/c0: 5 -> 4)" in text
    assert text.count("layers/") == 1


def test_the_same_score_is_shown_only_where_asked(batches):
    """Verdicts that cancel out are counted, and listed on demand."""
    for folder, checks in (
        ("monday", [check("sum"), LOST | {"id": "layers/b"}]),
        ("tuesday", [LOST, check("b")]),
    ):
        made = report("ada", 50.0, *checks)
        (batches / folder / "reports" / "ada.json").write_text(to_json(made), "utf-8")
    pair = ["monday/reports/ada.json", "tuesday/reports/ada.json"]

    short, long = run(*pair), run(*pair, "--all")

    assert "0 of 1 scores differ" in short
    assert "1 more with the same score: --all lists them" in short
    assert "ada: 50 of 100, as before" in long
    assert "layers/b" in long
    assert "ada:" not in short


def test_json_has_all_of_it(batches):
    """Both sides of each check, in the same order."""
    data = json.loads(run("monday", "tuesday", "--json"))

    assert [change["name"] for change in data["changes"]] == ["ada", "cem"]
    assert data["changes"][0]["checks"][0]["kind"] == "verdict"
    assert data["changes"][0]["checks"][0]["after"]["message"].startswith("got 3")
    assert (data["unchanged"], data["only_after"]) == (1, ["dora"])


def test_a_gradebook_knows_what_has_changed_since(batches):
    """The last results before a time against those of now, each attempt by itself."""
    (batches / "config.yaml").write_text(CONFIG)
    with Gradebook(batches) as book:
        book.record(handin(), report("ada", 80.0, check("sum")))
        book.record(handin(hours=1), report("ada", 70.0, digest="d2"))
        since = datetime.now(UTC)
        book.record(handin(), report("ada", 40.0, LOST))

    text = run(".", "--since", since.isoformat())
    nothing = run(".", "--since", (since + timedelta(days=1)).isoformat())

    assert "ada: 80 -> 40 of 100 (-40)" in text
    assert "1 of 2 scores differ" in text
    assert "0 of 2 scores differ" in nothing


@pytest.mark.parametrize(
    "arguments, told",
    [
        (["monday"], "name two reports or folders"),
        (["monday", "tuesday", "--since", "2026-11-30"], "name two reports or folders"),
        (["monday", "nowhere"], "nowhere: no such file or folder"),
        (["nowhere", "--since", "soon"], "--since must be a time"),
        (["monday", "config.yaml"], "no submission in common"),
        (["monday", "broken"], "ada.json: is not a report"),
    ],
)
def test_bad_input_is_told(batches, arguments, told):
    """In one line, which the command line ends with 2."""
    (batches / "config.yaml").write_text(CONFIG)
    (batches / "broken").mkdir()
    (batches / "broken" / "ada.json").write_text("{")

    run(*arguments, fails=told)
