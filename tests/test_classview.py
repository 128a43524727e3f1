"""Specify how a graded class is read as a whole."""

from __future__ import annotations

import pytest

from grader import config as configuration
from grader.accounts import Account
from grader.classview import class_view
from grader.gradebook import Gradebook
from grader.passages import Passage, Place
from grader.report import write_report
from grader.similarcsv import write_similar
from grader.similarity import Pair
from tests.assignments import write_assignment
from tests.gradebooks import NAME, check, handin, report


@pytest.fixture
def config(tmp_path):
    """An assignment of the name that the reports have."""
    write_assignment(tmp_path / "course")
    path = tmp_path / "course/config.yaml"
    path.write_text(path.read_text().replace("name: tiny", f"name: {NAME}"))
    return configuration.load(tmp_path / "course")


def graded(folder, *reports):
    """Write and record reports as a batch does; return the open gradebook."""
    folder.mkdir(exist_ok=True)
    book = Gradebook(folder)
    for each in reports:
        write_report(each, folder / "reports" / f"{each.submission.id}.json")
        book.record(handin(each.submission.id), each)
    return book


def test_a_class_is_read(tmp_path, config):
    """Rows, figures and times, of those who handed in and of those who did not."""
    with graded(
        tmp_path / "out", report("ada", 80.0, check()), report("bob", 20.0, check("sum", "failed", 0.0))
    ) as book:
        book.enrol(NAME, Account("eve"))

        view = class_view(tmp_path / "out", config, book)

        assert [(row.grade.student, row.grade.status) for row in view.rows] == [
            ("ada", "graded"),
            ("bob", "graded"),
            ("eve", "missing"),
        ]
        assert (view.scores.count, view.scores.mean, view.scores.max_score) == (2, 50.0, 100.0)
        assert [(item.check.id, item.failed) for item in view.checks] == [("layers/sum", (2,))]
        assert (view.faults, view.pairs, view.states) == ((), None, (2,))
        assert view.as_of == book.last_graded(NAME)


def test_what_the_grader_failed_at_is_told(tmp_path, config):
    """A submission, a single check and a report that cannot be read, each with its reason."""
    whole = report("ada", status="internal").model_copy(update={"reason": "the disk is full", "tasks": []})
    single = report("bob", None, check("sum", "internal", None, message="no fork"), status="internal")
    with graded(tmp_path / "out", whole, single) as book:
        (tmp_path / "out/reports/cem.json").write_text("{")

        view = class_view(tmp_path / "out", config, book)

    told = dict(view.faults)
    assert (told["ada"], told["bob"]) == ("the disk is full", "layers/sum: no fork")
    assert "not JSON" in told["cem"]


def test_pairs_are_read_where_somebody_has_looked(tmp_path, config):
    """A broken table is a note, and costs nothing else."""
    with graded(tmp_path / "out", report("ada"), report("bob")) as book:
        passage = Passage(Place("a.py", 1, 9), Place("a.py", 1, 9), 80)
        write_similar([Pair("ada", "bob", 0.9, 0.8, 80, 9, 5.0, (passage,))], tmp_path / "out/similar.csv")
        view = class_view(tmp_path / "out", config, book)
        (tmp_path / "out/similar.csv").write_text("pair\nx\n")
        broken = class_view(tmp_path / "out", config, book, notes=[("x", "odd")])

    assert [(pair.left, pair.right) for pair in view.pairs] == [("ada", "bob")]
    assert (broken.pairs, len(broken.rows)) == (None, 2)
    assert [about for about, _ in broken.notes] == ["x", "similar.csv"]


def test_a_mixture_of_states_is_told(tmp_path, config):
    """Reports of before and after a change of the checks are counted, the most frequent first."""
    reports = [report(f"s{n}", 1.0, check(), assignment="a1" if n else "a2") for n in range(3)]
    with graded(tmp_path / "out", *reports) as book:
        view = class_view(tmp_path / "out", config, book)

    assert view.states == (2, 1)


def test_an_empty_class_has_a_view(tmp_path, config):
    """A run that was stopped before its first report."""
    with graded(tmp_path / "out") as book:
        view = class_view(tmp_path / "out", config, book)

    assert (view.rows, view.scores, view.checks, view.as_of) == ((), None, (), None)
