"""Slopes of black boxes by differences: lines, one pair of steps, and the ladder for doubtful ones."""

from __future__ import annotations

import numpy as np
import pytest

from grader import differences
from grader.differences import (
    FLOAT32,
    FLOAT64,
    Precision,
    Probe,
    Unsteady,
    settle,
)
from grader.lines import entry_lines

COARSE = Precision("coarse", 2.0**-52, 0.25, 0.0, 0.0, (1.0,))
"""Steps so wide that truncation shows."""


def probe_of(function, x, cotangents=None, precision=FLOAT64):
    """Return a probe of a function at x, by default under a cotangent of ones."""
    x = np.asarray(x, dtype=float)
    value = np.asarray(function(x), dtype=float)
    flat = np.ones((1, value.size)) if cotangents is None else np.asarray(cotangents, dtype=float)
    return Probe(lambda points: [function(point) for point in points], x, value, flat, precision)


def every_line(x):
    """Return the lines along all entries of x."""
    x = np.asarray(x, dtype=float)
    return entry_lines(x, range(x.size))


class TestSlopes:
    """`Probe.slopes`: one pair of steps."""

    def test_a_smooth_slope_is_estimated_to_many_digits(self):
        """And its spread, its floor and its jump are small."""
        x = np.linspace(-2, 2, 5)

        slopes = probe_of(np.sin, x, np.eye(5)).slopes(every_line(x))

        assert np.abs(slopes.value - np.diag(np.cos(x))).max() < 1e-9
        assert max(slopes.spread.max(), slopes.floor.max()) < 1e-9
        assert slopes.jump.max() < 1e-4

    def test_columns_belong_to_cotangents(self):
        """Each cotangent weighs the values of the same evaluations."""
        matrix, cotangents = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), [[1, 0], [0, 1], [1, -1]]

        slopes = probe_of(lambda x: matrix @ x, np.ones(3), cotangents).slopes(every_line(np.ones(3)))

        assert slopes.value == pytest.approx(np.array([[1, 4, -3], [2, 5, -3], [3, 6, -3]]), abs=1e-9)

    def test_two_steps_are_extrapolated(self):
        """A cubic is exact; the spread is what the wider step was further off."""
        slopes = probe_of(lambda x: x**3, [1.0], precision=COARSE).slopes(every_line([1.0]))

        assert slopes.value[0, 0] == pytest.approx(3.0, rel=1e-14)
        assert slopes.spread[0, 0] == pytest.approx(0.25**2 - 0.125**2)

    def test_each_line_takes_four_points(self):
        """A step up, one down, half of each; scaled by the line and by the factor."""
        seen = []
        probe = Probe(
            lambda points: seen.extend(p[0] for p in points) or points,
            np.array([8.0]),
            np.array([8.0]),
            np.ones((1, 1)),
            COARSE,
        )

        probe.slopes(every_line([8.0]), 0.5)

        assert seen == [9.0, 7.0, 8.5, 7.5]

    def test_points_of_one_call_are_bounded(self, monkeypatch):
        """Never more bytes of points in one call than the bound, nor less than one line's four."""
        x, sizes = np.ones(100), []

        def evaluate(points):
            sizes.append(len(points))
            return [np.sin(p) for p in points]

        probe = Probe(evaluate, x, np.sin(x), np.ones((1, 100)), FLOAT64)
        for bound in (50 * x.nbytes, 1):
            monkeypatch.setattr(differences, "POINTS_BYTES", bound)
            probe.slopes(every_line(x))

        assert sizes == [48] * 8 + [16] + [4] * 100

    def test_a_kink_shows_as_a_jump(self):
        """Both steps agree on the mean of two slopes; only the jump tells, whatever the step."""
        probe = probe_of(np.abs, [0.0])

        wide, narrow = (probe.slopes(every_line([0.0]), factor) for factor in (1.0, 0.125))

        assert (wide.value, wide.spread, wide.jump, narrow.jump) == (0.0, 0.0, 2.0, 2.0)

    def test_jumps_of_several_values_do_not_cancel(self):
        """A kink up in one value and down in another is still seen."""
        slopes = probe_of(lambda x: np.array([abs(x[0]), -abs(x[0])]), [0.0]).slopes(every_line([0.0]))

        assert (slopes.value, slopes.jump) == (0.0, 4.0)

    def test_points_that_are_not_finite_give_no_slope(self):
        """No warning, no NaN: zero with an infinite spread, and only on that line."""
        x = [0.0, 1.0]

        slopes = probe_of(lambda p: np.where(p < 0, np.nan, p), x, np.eye(2)).slopes(every_line(x))

        assert (slopes.value[0, 0], slopes.spread[0, 0], slopes.jump[0, 0]) == (0, np.inf, np.inf)
        assert slopes.value[1, 1] == pytest.approx(1.0)

    def test_the_floor_is_eight_epsilons_of_the_values_over_the_step(self):
        """As of independent errors, under the cotangent, of the values before any change."""
        probe = probe_of(lambda x: np.array([3.0, 4.0]) + 0 * x, [1.0], [[1, 1], [2, 0]], COARSE)

        slopes = probe.slopes(every_line([1.0]))

        assert slopes.floor.tolist() == [[8 * 2**-52 * 5 / 0.25, 8 * 2**-52 * 6 / 0.25]]

    def test_values_of_any_size_have_a_floor(self):
        """Squares that overflow make it infinite without a warning."""
        slopes = probe_of(lambda x: 1e200 * x, [1.0]).slopes(every_line([1.0]))

        assert slopes.floor == np.inf

    def test_a_value_without_entries_has_no_slope(self):
        """An empty array does not move."""
        slopes = probe_of(lambda x: np.zeros((0, 3)), [1.0, 2.0]).slopes(every_line([1.0, 2.0]))

        assert (slopes.value.tolist(), slopes.spread.tolist()) == ([[0], [0]], [[0], [0]])

    @pytest.mark.parametrize(
        "other, words",
        [
            (np.ones(2), "shape (2,), dtype float64 at one point, shape (1,) at the point next to it"),
            (np.array(["x"]), "shape (1,), dtype <U1 at one point, shape (1,) at the point next to it"),
        ],
    )
    def test_a_value_of_another_kind_is_unsteady(self, other, words):
        """Values that cannot be subtracted end the estimate, in words."""
        probe = Probe(lambda points: [other] * len(points), np.ones(1), np.ones(1), np.ones((1, 1)), FLOAT64)

        with pytest.raises(Unsteady) as caught:
            probe.slopes(every_line([1.0]))

        assert str(caught.value) == words

    def test_as_many_values_as_points_are_needed(self):
        """Whoever evaluates must answer for each point."""
        probe = Probe(lambda points: points[1:], np.ones(1), np.ones(1), np.ones((1, 1)), FLOAT64)

        with pytest.raises(ValueError, match="evaluate returned 3 values for 4 points"):
            probe.slopes(every_line([1.0]))


class TestSettle:
    """`settle`: the ladder of steps."""

    def settled(self, function, x, precision=FLOAT64):
        """Return slope, doubt, sure, noise and kink of a function of one number."""
        found = settle(probe_of(function, [x], precision=precision), every_line([x]))
        return [part.item() for part in (found.slope, found.doubt, found.sure, found.noise, found.kink)]

    @pytest.mark.parametrize(
        "function, x, slope",
        [
            (np.sin, 1.0, np.cos(1.0)),
            (lambda x: np.tanh(1e4 * x), 1e-5, 1e4 / np.cosh(0.1) ** 2),
            (lambda x: 2.0**30 + x, 1.0, 1.0),
            (np.sqrt, 1e-7, 0.5 / np.sqrt(1e-7)),
            (np.abs, 1e-6, 1.0),
            (np.abs, -1e-3, -1.0),
        ],
        ids=["smooth", "strong curvature", "large offset", "end of the domain", "near a kink", "off a kink"],
    )
    def test_some_step_shows_the_slope(self, function, x, slope):
        """Where one pair of steps is too wide or too narrow, another is not, and its doubt is honest."""
        found, doubt, _, _, kink = self.settled(lambda p: self.quiet(function, p), x)

        assert abs(found - slope) <= 3 * doubt + 1e-12
        assert doubt < 1e-3 * abs(slope)
        assert kink == 0

    @staticmethod
    def quiet(function, point):
        """Return the value, NaN without a warning."""
        with np.errstate(invalid="ignore"):
            return function(point)

    def test_a_kink_explains_both_slopes(self):
        """At zero, abs has a slope of 1, 0 or -1: the kink reaches that far from the estimate."""
        _, _, sure, noise, kink = self.settled(np.abs, 0.0)

        assert abs(sure) + kink >= 1
        assert noise >= kink >= 2

    def test_a_small_kink_in_a_steep_function_is_seen(self):
        """However small it is against the slope, as long as it stands out of the noise."""
        _, _, _, _, kink = self.settled(lambda x: 10 * x + 1e-3 * np.abs(x), 0.0)

        assert kink >= 2e-3

    def test_noise_makes_doubt(self):
        """Where the values jump about, no step pretends to know the slope."""
        rng = np.random.default_rng(0)

        _, doubt, sure, noise, _ = self.settled(lambda x: np.sin(x) + rng.standard_normal(1), 1.0)

        assert doubt > 1e-4
        assert abs(sure - np.cos(1.0)) <= noise

    def test_a_function_that_stands_still_has_slope_zero(self):
        """Without doubt beyond the rounding of its value."""
        found, doubt, _, _, kink = self.settled(lambda x: 0 * x + 3.0, 1.0)

        assert (found, kink) == (0, 0)
        assert doubt < 1e-9

    def test_steps_whose_change_was_rounded_away_are_no_evidence(self):
        """At an offset of 2^36 the finest steps change nothing; that is no slope of zero."""
        found, doubt, _, _, _ = self.settled(lambda x: 2.0**36 + x, 1.0)

        assert abs(found - 1.0) <= 3 * doubt
        assert doubt < 0.1

    def test_a_function_that_is_nowhere_finite_has_an_infinite_doubt(self):
        """There is no estimate to be sure of."""
        probe = Probe(
            lambda points: [p * np.nan for p in points], np.ones(1), np.ones(1), np.ones((1, 1)), FLOAT64
        )

        found = settle(probe, every_line([1.0]))

        assert (found.slope, found.doubt) == (0, np.inf)

    def test_float32_is_settled_by_wider_steps(self):
        """Its slopes come to some digits, and its doubt says to how many."""
        found, doubt, _, _, _ = self.settled(lambda x: np.sin(x.astype(np.float32)), 1.0, FLOAT32)

        assert abs(found - np.cos(1.0)) <= 3 * doubt
        assert 1e-7 < doubt < 1e-2
