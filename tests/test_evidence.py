"""When a claimed slope is right, wrong or left open, and when right ones are evidence enough."""

from __future__ import annotations

import numpy as np
import pytest

from grader.differences import FLOAT64, Probe
from grader.evidence import Evidence, Tolerance, examine
from grader.lines import entry_lines

TOLERANCE = Tolerance(1e-6, 1e-9, 1e-4)
X = np.linspace(0.3, 1.4, 12)


def examined(function, claimed, x=X, cotangents=None, counts=None):
    """Hold the claimed slopes along every entry of x against a function; *counts* takes points per call."""
    value = np.asarray(function(x), dtype=float)
    flat = np.ones((1, value.size)) if cotangents is None else np.asarray(cotangents, dtype=float)
    claims = np.asarray(claimed, dtype=float)

    def evaluate(points):
        if counts is not None:
            counts.append(len(points))
        return [function(point) for point in points]

    probe = Probe(evaluate, x, value, flat, FLOAT64)
    return examine(probe, entry_lines(x, range(x.size)), claims.reshape(x.size, len(flat)), TOLERANCE)


def evidence(numeric, wrong=(), kinks=(), noisy=()):
    """Return evidence of one cotangent; the others are the lines of which it holds."""
    numeric = np.array(numeric, dtype=float)[:, None]
    lines = np.arange(len(numeric))
    at_wrong = np.isin(lines, wrong)[:, None]
    return Evidence(numeric, numeric, at_wrong, np.isin(lines, kinks), np.isin(lines, noisy), True, 1e-4)


class TestTolerance:
    """How far off is allowed, and how uncertain is too uncertain."""

    def test_the_allowed_distance_is_relative_to_both_slopes_and_to_the_largest(self):
        """The larger of claim and slope counts, whatever their signs, and a bit of the largest of all."""
        tolerance = Tolerance(0.1, 0.01, 0.5)

        allowed = tolerance.allowed(np.array([1.0, -3.0, 0.0]), np.array([-2.0, 1.0, 0.0]), np.array(100.0))

        assert allowed == pytest.approx(np.array([1.2, 1.3, 1.0]))

    def test_a_slope_is_steady_if_its_error_is_small_beside_it(self):
        """Small slopes are held to a tenth of the largest, as they nearly cancel."""
        tolerance = Tolerance(0.1, 0.01, 0.5)
        errors, slopes = np.array([0.9, 1.1, 4.9, 5.1]), np.array([2.0, 2.0, 0.0, 0.0])
        largest = np.array([2.0, 2.0, 100.0, 100.0])

        steady = tolerance.steady(errors, np.zeros(4), slopes, largest)

        assert steady.tolist() == [True, False, True, False]

    def test_an_infinite_error_is_never_steady(self):
        """A slope of which nothing is known is no evidence."""
        assert not Tolerance(0.1, 0.01, 0.5).steady(np.array(np.inf), *[np.array(1e300)] * 3)


class TestConclusive:
    """`Evidence.conclusive`: what a pass needs."""

    def test_most_lines_must_be_right(self):
        """Half is not enough."""
        assert evidence([1, 2, 3], kinks=[0]).conclusive
        assert not evidence([1, 2, 3, 4], kinks=[0], noisy=[3]).conclusive

    def test_some_right_slope_must_differ_from_zero(self):
        """Zeros against zeros agree in every digit and show nothing, nor does a slope that is noise."""
        assert evidence([0, 0, 1]).conclusive
        assert not evidence([0, 0, 0]).conclusive
        assert not evidence([0, 0, 1], noisy=[2]).conclusive

    def test_wrong_lines_are_not_right(self):
        """They count against the majority like all that is not right."""
        assert not evidence([1, 2, 3], wrong=[0, 1]).conclusive

    def test_a_line_is_wrong_under_any_cotangent(self):
        """One error tensor that shows it is enough."""
        wrong = np.array([[False, False], [False, True]])
        found = Evidence(wrong * 1.0, wrong * 1.0, wrong, wrong[:, 0], wrong[:, 0], True, 1e-4)

        assert found.wrong_lines.tolist() == [False, True]


class TestExamine:
    """`examine`: the judgement of each line."""

    def test_right_slopes_are_right(self):
        """Nothing is wrong, at a kink or noisy, and both numbers are kept."""
        found = examined(np.sin, np.cos(X))

        assert [part.sum() for part in (found.wrong, found.kinks, found.noisy)] == [0, 0, 0]
        assert found.conclusive
        assert found.numeric == pytest.approx(found.claimed, rel=1e-8)
        assert found.fit == 10 * TOLERANCE.relative

    def test_right_slopes_cost_four_points_a_line(self):
        """One call, no ladder."""
        counts = []

        examined(np.sin, np.cos(X), counts=counts)

        assert counts == [4 * X.size]

    def test_all_wrong_slopes_cost_one_block_of_ladders(self):
        """Once some are wrong for certain, the others are judged by what is known."""
        counts = []

        found = examined(np.sin, 2 * np.cos(X), counts=counts)

        assert found.wrong_lines.all()
        assert sum(counts) == 4 * X.size + 4 * 6 * len(FLOAT64.levels)

    @pytest.mark.parametrize("factor", [1 + 1e-5, 1 - 1e-5, 0.0, -1.0, 1e6])
    def test_a_wrong_slope_is_found_among_right_ones(self, factor):
        """That line alone is wrong, however far off."""
        claimed = np.cos(X)
        claimed[7] *= factor

        found = examined(np.sin, claimed)

        assert np.flatnonzero(found.wrong_lines).tolist() == [7]
        assert found.numeric[7, 0] == pytest.approx(np.cos(X[7]), rel=1e-8)

    def test_a_slope_is_wrong_under_the_cotangent_that_shows_it(self):
        """Each column is judged by itself."""
        claimed = np.diag(np.cos(X))
        claimed[2, 5] = 0.3

        found = examined(np.sin, claimed, cotangents=np.eye(X.size))

        assert np.argwhere(found.wrong).tolist() == [[2, 5]]

    def test_rounding_between_slopes_that_cancel_is_allowed(self):
        """Beside a slope of 1, one of 1e-10 for 0 is rounding; one of 1e-6 is wrong."""
        claims = np.ones(X.size)

        near, off = (examined(lambda x: x[1:].sum(), np.append(first, claims[1:])) for first in (1e-10, 1e-6))

        assert not near.wrong.any()
        assert np.flatnonzero(off.wrong_lines).tolist() == [0]

    @pytest.mark.parametrize("claim, left_out", [(0.0, True), (0.5, False), (1.0, True)])
    def test_at_a_kink_no_slope_between_both_sides_is_wrong(self, claim, left_out):
        """ReLU at zero: left out, but for the mean of both sides; the others are conclusive."""
        x = np.append(0.0, X)

        found = examined(lambda x: np.maximum(x, 0), np.append(claim, np.ones(X.size)), x)

        assert not found.wrong.any()
        assert np.flatnonzero(found.kinks).tolist() == ([0] if left_out else [])
        assert found.conclusive

    def test_far_beyond_a_kink_a_slope_is_wrong(self):
        """A kink explains some distance, not any."""
        x = np.append(0.0, X)

        found = examined(lambda x: np.maximum(x, 0), np.append(1000.0, np.ones(X.size)), x)

        assert np.flatnonzero(found.wrong_lines).tolist() == [0]

    def test_a_kink_does_not_hide_a_wrong_slope_elsewhere(self):
        """Lines are judged one by one."""
        x, claimed = np.append(0.0, X), np.append(0.0, np.ones(X.size))
        claimed[4] = 1.5

        found = examined(lambda x: np.maximum(x, 0), claimed, x)

        assert found.wrong_lines[4]
        assert not found.wrong_lines[0]

    def test_what_drowns_in_noise_is_left_open(self):
        """Values that jump about call nothing wrong and conclude nothing."""
        rng = np.random.default_rng(0)

        found = examined(lambda x: np.sin(x) + rng.standard_normal(x.shape), np.cos(X))

        assert not found.wrong.any()
        assert (found.noisy | found.kinks).all()
        assert not found.conclusive

    def test_a_function_that_stands_still_did_not_move(self):
        """No ladder is climbed for it, and a claim of anything is not called wrong."""
        counts = []

        found = examined(lambda x: np.ones(2), np.ones(X.size), counts=counts)

        assert (found.moved, found.conclusive, found.wrong.any()) == (False, False, False)
        assert counts == [4 * X.size]

    def test_one_moving_value_is_movement(self):
        """Slopes of zero beside one that is not are right slopes."""
        found = examined(lambda x: x[3], np.arange(12) == 3)

        assert found.moved
        assert found.conclusive
