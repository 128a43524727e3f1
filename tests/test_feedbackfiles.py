"""A batch keeps one page for each submission, written again only when it says something else."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest

from grader import config as configuration
from grader import feedbackfiles
from grader.feedbackfiles import FeedbackFiles, page_link, page_name
from tests.feedbackreports import ACCURACY, BAND, CANARY, check, hidden, report

ASSIGNMENT = Path(__file__).resolve().parents[1]


@pytest.fixture
def files(tmp_path):
    """The feedback pages of a batch in a fresh folder."""
    return FeedbackFiles(tmp_path, ASSIGNMENT, configuration.load(ASSIGNMENT))


def named(submission, *checks, **more):
    """Return a report on the submission of this id."""
    return report(
        list(checks or [check("layers/x")]),
        submission={"id": submission, "digest": "d", "files": []},
        **more,
    )


def test_a_page_is_named_by_its_submission(files, tmp_path):
    """It lies in `feedback`, beside the reports."""
    path = files.write(named("ada"))

    assert path == tmp_path / "feedback" / "ada.html"
    assert "The title of layers/x" in path.read_text(encoding="utf-8")


def test_pages_are_for_students(files):
    """Nothing hidden is in them."""
    path = files.write(named("ada", hidden("layers/x")))

    assert CANARY not in path.read_text(encoding="utf-8")


def test_an_unchanged_page_is_not_written_again(files):
    """Its time of change stays; another verdict changes it."""
    path = files.write(named("ada"))
    before = path.stat()

    files.write(named("ada"))
    again = path.stat()
    files.write(named("ada", check("layers/x", "passed")))

    assert (before.st_mtime_ns, before.st_ino) == (again.st_mtime_ns, again.st_ino)
    assert path.stat().st_ino != before.st_ino


@pytest.mark.parametrize("name", ["a b", "50%", "#1", "o'hara", 'say "hi"', "ключ", "a?b&c", "…"])
def test_odd_ids_are_files_and_links(files, tmp_path, name):
    """What is odd in a link or an attribute is quoted; the link leads to the file."""
    path = files.write(named(name))

    link = page_link(name)
    assert not set(link) & set(" #?\"'&<>")
    assert (tmp_path / unquote(link)) == path
    assert path.is_file()


@pytest.mark.parametrize("name", ["", ".", "..", "../ada", "a/b", "a\\b", "a\0b"])
def test_an_id_that_leads_elsewhere_is_refused(name):
    """No page is written outside of its folder."""
    with pytest.raises(ValueError, match="no file can be named"):
        page_name(name)


def test_pages_of_submissions_that_are_gone_are_removed(files, tmp_path):
    """What is kept is what the class consists of; other files are left alone."""
    for name in ("ada", "bob"):
        files.write(named(name))
    (tmp_path / "feedback" / "notes.txt").write_text("mine")

    files.remove_others(frozenset({"bob"}))

    assert sorted(path.name for path in (tmp_path / "feedback").iterdir()) == ["bob.html", "notes.txt"]


def test_the_band_is_looked_for_once_and_only_for_a_training(files, monkeypatch):
    """A class whose reports have no training does not train the reference, and one that has does it once."""
    asked = []
    monkeypatch.setattr(feedbackfiles, "band_of", lambda *_: asked.append(1) or BAND)

    files.write(named("ada"))
    files.write(
        named("al", check("mnist/accuracy", kind="accuracy"), accuracy=ACCURACY | {"dataset": "full"})
    )
    assert asked == []
    trained = check("mnist/accuracy", kind="accuracy")
    paths = [files.write(named(name, trained, accuracy=ACCURACY)) for name in ("bob", "cleo")]

    assert asked == [1]
    assert all("right solutions: range and mean" in path.read_text(encoding="utf-8") for path in paths)
