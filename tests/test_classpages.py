"""Specify which pages a batch writes, when it writes them again, and that none costs a grade."""

from __future__ import annotations

import json

import pytest

from grader import classpages
from grader import config as configuration
from grader.classfinds import Puzzle
from grader.classintake import ClassIntake
from grader.classpages import write_pages
from grader.classrun import Ended
from grader.gradebook import Gradebook
from grader.report import write_report
from grader.results import Result
from tests.assignments import write_assignment
from tests.gradebooks import NAME, check, handin, report


@pytest.fixture
def ended(tmp_path):
    """A batch of three that has ended."""
    write_assignment(tmp_path / "course")
    path = tmp_path / "course/config.yaml"
    path.write_text(path.read_text().replace("name: tiny", f"name: {NAME}"))
    folder = tmp_path / "out"
    folder.mkdir()
    with Gradebook(folder) as book:
        for name in ("ada", "b#b %41'", "cem"):
            made = report(name, 80.0, check("sum", "failed", 0.0))
            write_report(made, folder / "reports" / f"{name}.json")
            book.record(handin(name), made)
        handins = tuple(handin(name) for name in ("ada", "b#b %41'", "cem"))
        intake = ClassIntake(handins, (Puzzle(tmp_path / "odd.txt", "is a text"),))
        results = [Result("ada", "graded", 80.0, 100.0, notes=("a file was left out",))]
        course = tmp_path / "course"
        config = configuration.load(course)
        yield Ended(course, folder, config, "1", intake, results, book, lambda: False, lambda line: None)


def times(folder):
    """Return when each page was written."""
    return {
        path.name: path.stat().st_mtime_ns for path in [*folder.glob("*.html"), *folder.glob("feedback/*")]
    }


def changed(ended, **more):
    """Return *ended* with something else."""
    from dataclasses import replace

    return replace(ended, **more)


def test_each_student_and_the_class_have_a_page(ended):
    """Named by the ids, linked from the class's page; what a person should look at stands in that."""
    notes = write_pages(ended)

    assert notes == []
    names = {path.name for path in (ended.folder / "feedback").iterdir()}
    assert names == {"ada.html", "b#b %41'.html", "cem.html"}
    page = (ended.folder / "index.html").read_text()
    assert 'href="feedback/b%23b%20%2541%27.html"' in page
    assert "a file was left out" in page
    assert "is a text" in page


def test_a_second_run_writes_nothing_again(ended):
    """No page is even rendered for a student; all files keep their times."""
    write_pages(ended)
    before = times(ended.folder)

    notes = write_pages(ended)

    assert (notes, times(ended.folder)) == ([], before)


def test_nothing_is_rendered_twice(ended, monkeypatch):
    """What is known to be there costs no more than reading it."""
    write_pages(ended)
    monkeypatch.setattr(classpages.FeedbackFiles, "write", lambda *_: pytest.fail("rendered again"))

    assert write_pages(ended) == []


@pytest.mark.parametrize("how", ["report", "lost", "altered"])
def test_only_what_changed_is_written_again(ended, how):
    """Another report, a page that is gone or that somebody has edited: that page and no other."""
    write_pages(ended)
    before = times(ended.folder / "feedback")
    page = ended.folder / "feedback/ada.html"
    good = page.read_bytes()
    if how == "report":
        write_report(report("ada", 70.0, check("sum")), ended.folder / "reports/ada.json")
    elif how == "lost":
        page.unlink()
    else:
        page.write_text("better")

    write_pages(ended)

    after = times(ended.folder / "feedback")
    assert {name for name in after if after[name] != before.get(name)} <= {"ada.html"}
    assert (page.read_bytes() == good) == (how != "report")


def test_another_state_of_the_assignment_is_looked_at(ended):
    """Titles and visibility are in no report: what would read otherwise is written again."""
    write_pages(ended)
    known = json.loads((ended.folder / "cache/pages.json").read_text())

    write_pages(changed(ended, state="state 2"))

    again = json.loads((ended.folder / "cache/pages.json").read_text())
    assert set(again) == set(known)
    assert all(again[name] != known[name] for name in known)


def test_the_page_of_a_report_that_is_gone_is_removed(ended):
    """A page must not tell of what is no longer graded."""
    write_pages(ended)
    (ended.folder / "reports/cem.json").unlink()

    write_pages(ended)

    assert not (ended.folder / "feedback/cem.html").exists()
    assert 'href="feedback/cem.html"' not in (ended.folder / "index.html").read_text()


def test_a_broken_report_is_a_note_and_costs_no_other_page(ended):
    """It is named in the notes and in the class's page."""
    (ended.folder / "reports/ada.json").write_text("{")
    write_report(report("eve"), ended.folder / "reports/cem.json")

    notes = write_pages(ended)

    assert [note.partition(":")[0] for note in notes] == ["ada", "cem"]
    assert "it is the report of 'eve'" in notes[1]
    assert (ended.folder / "feedback/b#b %41'.html").is_file()
    assert "not JSON" in (ended.folder / "index.html").read_text()


def test_what_cannot_be_written_is_a_note(ended):
    """A file in the place of the folder, a folder in the place of the page: two lines, and no exception."""
    (ended.folder / "feedback").write_text("in the way")
    (ended.folder / "index.html").mkdir()

    notes = write_pages(ended)

    assert [note.partition(":")[0] for note in notes] == ["ada", "b#b %41'", "cem", "index.html"]


def test_in_a_hurry_the_class_has_its_page_all_the_same(ended):
    """Asked twice to stop, it leaves the students' pages to the next run, and says so."""
    (note,) = write_pages(changed(ended, hurried=lambda: True))

    assert "the same command writes the rest" in note
    assert not list(ended.folder.glob("feedback/*"))
    assert (ended.folder / "index.html").is_file()


def test_a_broken_memory_is_made_anew(ended):
    """What is known of the pages lies in the cache, where anything may be."""
    write_pages(ended)
    for text in ("{", "[]", '{"ada": 1}'):
        (ended.folder / "cache/pages.json").write_text(text)

        assert write_pages(ended) == []
    assert len(json.loads((ended.folder / "cache/pages.json").read_text())) == 3
