"""Specify what of a report the figures of a class keep."""

from __future__ import annotations

import math

from grader.schema import to_json
from grader.sheets import read_pile, sheet_of
from tests.gradebooks import check, report


def put(folder, *reports):
    """Write *reports* as a batch does."""
    (folder / "reports").mkdir()
    for each in reports:
        (folder / "reports" / f"{each.submission.id}.json").write_text(to_json(each))
    return folder


def test_a_check_is_kept_by_its_share_of_the_points():
    """A fault of the grader has no share; of a check worth nothing, passing is all there is."""
    found = sheet_of(
        report(
            "ada",
            1.5,
            check("half", "failed", 0.5),
            check("ours", "internal", None, message="the disk is full"),
            check("free", "passed", 0.0, max_score=0.0),
            check("lost", "failed", 0.0, max_score=0.0),
        )
    )

    shares = {name: mark.share for name, mark in found.marks.items()}
    assert shares == {"layers/half": 0.5, "layers/ours": None, "layers/free": 1.0, "layers/lost": 0.0}
    assert found.marks["layers/ours"].message == "the disk is full"


def test_a_skipped_check_is_no_failure_of_its_own():
    """It names the check behind which it stood; a message of a student's failure is not kept."""
    found = sheet_of(
        report(
            "ada",
            0.0,
            check("first", "failed", 0.0, message="got 1, expected 2"),
            check("second", "skipped", 0.0, details={"needs": "layers/first"}),
        )
    )

    first, second = found.marks.values()
    assert (first.failed, first.message, second.failed, second.behind) == (True, "", False, "layers/first")


def test_times_that_are_none_are_left_out():
    """A report is a file that somebody may have edited: what is no finite number is no time."""
    made = report("ada").model_copy(
        update={
            "timing": {"checks_s": {"a": 1.5, "b": "x", "c": -1, "d": math.inf, "e": True}, "total_s": []}
        }
    )

    found = sheet_of(made)

    assert (found.seconds, found.total_s) == ({"a": 1.5}, None)


def test_a_broken_report_is_named_and_costs_no_other_one(tmp_path):
    """Half a file, another JSON object and a report of a newer grader are told by their names."""
    put(tmp_path, report("ada", 1.0, check()))
    (tmp_path / "reports/half.json").write_text(to_json(report("half"))[:100])
    (tmp_path / "reports/other.json").write_text('{"schema_version": "9.0"}')

    pile = read_pile(tmp_path)

    assert list(pile.sheets) == ["ada"]
    assert [name for name, _ in pile.broken] == ["half", "other"]
    assert "not JSON" in dict(pile.broken)["half"]


def test_checks_are_known_from_all_reports_task_by_task(tmp_path):
    """A class that was graded in two states has the checks of both, each beside its task's others."""
    put(tmp_path, report("ada", 1.0, check("a"), check("b")), report("bob", 1.0, check("a"), check("new")))

    pile = read_pile(tmp_path)

    assert list(pile.checks) == ["layers/a", "layers/b", "layers/new"]
    assert pile.checks["layers/a"].title == "The a is right"
    assert pile.task_points == {"layers": 100.0}


def test_no_folder_holds_no_reports(tmp_path):
    """A run that was stopped before its first report has an empty pile."""
    (tmp_path / "reports").mkdir()

    assert read_pile(tmp_path).sheets == {}
    assert read_pile(tmp_path / "nowhere").sheets == {}
