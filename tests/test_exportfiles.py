"""Specify what one grading writes for platforms beside its report, early and at its end."""

from __future__ import annotations

import json

import pytest

from grader.errors import UsageError
from grader.exportfiles import export_files
from grader.formats import Settings
from grader.records import CheckStarted
from tests.platforms import unread_report, usual_report


def test_each_file_is_written_in_its_format(tmp_path):
    """Of one and the same report."""
    texts = [f"gradescope={tmp_path / 'g.json'}", f"prairielearn={tmp_path / 'p.json'}"]
    report = usual_report()

    notes = export_files(texts, Settings()).write(report)

    assert notes == []
    assert json.loads((tmp_path / "g.json").read_text())["score"] == report.score
    assert json.loads((tmp_path / "p.json").read_text())["gradable"] is True


def test_a_format_without_a_form_for_no_score_costs_no_other_one(tmp_path):
    """It is named in a note, and what it had is gone: nothing there can be taken for a grade."""
    runner = {"CLASSROOM": "c", "ASSIGNMENT": "a"}
    texts = [f"classroom50={tmp_path / 'c.json'}", f"junit={tmp_path / 'j.xml'}"]

    notes = export_files(texts, Settings(environment=runner)).write(unread_report("internal", "why"))

    assert len(notes) == 1
    assert "c.json was not written" in notes[0]
    assert not (tmp_path / "c.json").exists()
    assert (tmp_path / "j.xml").exists()


def test_gradescopes_file_is_there_as_soon_as_something_happens(tmp_path):
    """A first form of it; other formats have none."""
    exports = export_files([f"gradescope={tmp_path / 'g.json'}", f"junit={tmp_path / 'j.xml'}"], Settings())

    exports.follower()(CheckStarted("a/b"), 3)

    assert json.loads((tmp_path / "g.json").read_text())["extra_data"]["partial"] is True
    assert not (tmp_path / "j.xml").exists()


def test_a_link_is_never_replaced_by_a_first_form(tmp_path):
    """What stands behind it, a device maybe, gets the last form alone."""
    (tmp_path / "behind").touch()
    (tmp_path / "link").symlink_to("behind")

    export_files([f"gradescope={tmp_path / 'link'}"], Settings()).follower()(CheckStarted("a/b"), 3)

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "behind").read_text() == ""


def test_a_first_form_that_cannot_be_written_is_told(tmp_path):
    """In one line, not as a traceback."""
    (tmp_path / "file").touch()
    follow = export_files([f"gradescope={tmp_path / 'file' / 'g.json'}"], Settings()).follower()

    with pytest.raises(UsageError, match="a gradescope file cannot be written"):
        follow(CheckStarted("a/b"), 3)


def test_two_formats_cannot_have_one_file(tmp_path):
    """The second would write over the first."""
    texts = [f"gradescope={tmp_path / 'r.json'}", f"prairielearn={tmp_path / 'r.json'}"]

    with pytest.raises(UsageError, match="another format already"):
        export_files(texts, Settings())
