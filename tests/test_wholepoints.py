"""Specify how points with fractions become whole units that add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import InternalFault, UsageError
from grader.records import Verdict
from grader.wholepoints import MILLIONTHS, whole_points
from tests.platforms import all_checks, outcome, planned, report_of, reports, unread_report

SCALES = st.sampled_from([100, 1000, 10_000, 100_000, MILLIONTHS])


def thirds(*verdicts):
    """Return a report whose first task of 30 points has seven equal checks, which do not divide evenly."""
    names = [f"layers/{i}" for i in range(7)]
    return report_of(
        *((planned(name), outcome(name, verdict)) for name, verdict in zip(names, verdicts, strict=True))
    )


@given(reports(statuses=("graded",)), SCALES)
def test_the_units_of_the_checks_add_up_to_the_total(report, scale):
    """Scores and maxima both, and no check has more units than it can have."""
    points = whole_points(report, scale)

    units = points.checks.values()
    assert sum(each.score for each in units) == points.total.score
    assert sum(each.max_score for each in units) == points.total.max_score
    assert all(0 <= each.score <= each.max_score for each in [*units, points.total])
    assert set(points.checks) == {check.id for check in all_checks(report)}


@given(reports(statuses=("graded",)))
def test_millionths_are_exact(report):
    """The total is the report's own score, to its last decimal."""
    points = whole_points(report)

    assert round(points.total.score / MILLIONTHS, 6) == report.score
    assert points.total.max_score == 100 * MILLIONTHS


@given(reports(statuses=("graded",)), SCALES)
def test_a_coarser_scale_is_the_nearest(report, scale):
    """No more than half a unit is lost or won."""
    points = whole_points(report, scale)

    assert abs(points.total.score - report.score * scale) <= 0.5 + 1e-6


@given(reports(statuses=("graded",)), SCALES)
def test_a_check_keeps_its_share_to_two_units(report, scale):
    """Rounding moves no check's points by more than the two units that are shared out at the end."""
    points = whole_points(report, scale)

    for check in all_checks(report):
        assert abs(points.checks[check.id].score - check.score * scale) <= 2
        assert abs(points.checks[check.id].max_score - check.max_score * scale) <= 3


def test_a_pass_has_all_of_its_units_and_a_failure_none():
    """What remains goes to those that earned something, so that a failed check is not worth a unit."""
    passed, failed = Verdict.PASSED, Verdict.FAILED
    report = thirds(failed, passed, passed, failed, passed, failed, failed)

    points = whole_points(report)

    for check in all_checks(report):
        units = points.checks[check.id]
        assert units.score == (units.max_score if check.verdict is passed else 0)


def test_a_report_without_a_score_has_no_units():
    """Not zero of them: nothing may be made of a fault of the grader's."""
    with pytest.raises(InternalFault, match="no score"):
        whole_points(unread_report("internal", "x"))


@pytest.mark.parametrize("scale", [0, 1, 10, 99, 150, 10_000_000, -100])
def test_another_scale_is_refused(scale):
    """Powers of ten that people can read, down to the last decimal of a score."""
    with pytest.raises(UsageError, match=f"power of ten from 100 to 1000000, got {scale}"):
        whole_points(report_of(), scale)
