"""Specify which lines of a submission are told to fail."""

from __future__ import annotations

import pytest

from grader.failinglines import FailingLine, failing_lines
from grader.records import Verdict, Visibility
from tests.platforms import outcome, planned, report_of

WHERE = {"file": "layers.py", "line": 2}


def lines(verdict, visibility=Visibility.VISIBLE, where=WHERE):
    """Return the failing lines of a report with one check that has a place."""
    found = outcome("layers/a", verdict, "m", where=where)
    return failing_lines(report_of((planned("layers/a", 1, visibility), found)))


def test_a_visible_error_has_its_line():
    """The file and line that the judge has verified."""
    assert lines(Verdict.ERROR) == {"layers/a": FailingLine("layers.py", 2)}


@pytest.mark.parametrize("verdict", [Verdict.PASSED, Verdict.INTERNAL])
def test_what_costs_nothing_has_no_line(verdict):
    """A pass, or a fault of ours."""
    assert lines(verdict) == {}


@pytest.mark.parametrize("verdict, told", [(Verdict.ERROR, 1), (Verdict.BLOCKED, 1), (Verdict.FAILED, 0)])
def test_a_hidden_check_has_a_line_where_its_message_names_one(verdict, told):
    """A line that depends on hidden inputs is not told otherwise."""
    assert len(lines(verdict, Visibility.HIDDEN)) == told


@pytest.mark.parametrize(
    "where",
    [
        {"file": "/etc/passwd", "line": 2},
        {"file": "layers.py", "line": 0},
        {"file": "layers.py", "line": True},
        {"file": "layers.py", "line": 10**6},
        {"file": "layers.py"},
        {"file": ["layers.py"], "line": 1},
        "layers.py:2",
        None,
    ],
)
def test_another_place_is_not_told(where):
    """Only a line of an own file; the report's reader checks again what the judge checked."""
    report = report_of((planned("layers/a"), outcome("layers/a", Verdict.ERROR, "m")))
    broken = report.model_copy(deep=True)
    broken.tasks[0].checks[0].details["where"] = where

    assert failing_lines(broken) == {}
