"""Straight lines through a point: where they lead, and what a gradient claims along them."""

from __future__ import annotations

import numpy as np
import pytest

from grader.lines import (
    Line,
    dense_lines,
    entry_lines,
    four_points,
    power_of_two,
    powers_of_two,
    random_lines,
)

SIGNS = (1.0, -1.0, 0.5, -0.5)


class TestLine:
    """Where a line leads, and what a gradient claims along it."""

    def test_along_an_entry_only_that_entry_moves(self):
        """The point is a new array; x stays."""
        x = np.arange(6.0).reshape(2, 3)

        point = Line(1.0, (1, 2)).point(x, 0.5)

        assert point.tolist() == [[0, 1, 2], [3, 4, 5.5]]
        assert x[1, 2] == 5

    def test_along_a_direction_every_entry_moves(self):
        """Each by the step times its part of the direction."""
        point = Line(1.0, direction=np.array([1.0, -2.0])).point(np.array([1.0, 1.0]), 0.5)

        assert point.tolist() == [1.5, 0.0]

    def test_the_length_is_what_rounding_left_of_the_steps(self):
        """At 1e16 a step of 1 is lost to one side or the other; the length says so."""
        lengths = [Line(1.0, (0,)).length(np.array([x]), 1.0) for x in (1.0, 1e16, 1e17)]

        assert lengths == [2.0, (1e16 + 1.0) - (1e16 - 1.0), 0.0]

    def test_the_length_along_a_direction_is_both_steps(self):
        """Many entries' rounding averages out."""
        assert Line(0.5, direction=np.ones(3)).length(np.ones(3), 0.25) == 0.5

    def test_the_claimed_slope_is_an_entry_or_a_scalar_product(self):
        """Also of a gradient that does not lie in memory as x does."""
        gradient = np.arange(6.0).reshape(2, 3).T
        direction = np.array([[1.0, -1.0], [0.5, 2.0], [0.0, 1.0]])

        assert Line(1.0, (2, 0)).slope(gradient) == 2.0
        assert Line(1.0, direction=direction).slope(gradient) == (gradient * direction).sum()

    @pytest.mark.parametrize(
        "gradient, direction",
        [([1.5e308, 1.5e308], [1.0, 1.0]), ([1.5e308, 1.5e308], [1.5, -1.5])],
        ids=["infinite", "NaN"],
    )
    def test_a_claimed_slope_that_overflows_stays_a_number(self, gradient, direction):
        """An infinite claim would be within any relative tolerance of itself."""
        slope = Line(1.0, direction=np.array(direction)).slope(np.array(gradient))

        assert slope == np.finfo(float).max


class TestLines:
    """Which lines are looked along, and how far."""

    @pytest.mark.parametrize(
        "value, power", [(1.0, 1.0), (3.0, 4.0), (2.8, 2.0), (0.1, 0.125), (1000.0, 1024.0)]
    )
    def test_a_power_of_two_is_the_nearest_by_ratio(self, value, power):
        """2.8 is nearer to 2, and 3 to 4."""
        assert power_of_two(value) == power

    def test_entries_are_scaled_by_their_size(self):
        """Never below 1, as a parameter near zero lives among others of size 1."""
        lines = entry_lines(np.array([[0.0, 1e-9], [-100.0, 3.0]]), [3, 2, 1])

        assert [(line.index, line.scale) for line in lines] == [((1, 1), 4.0), ((1, 0), 128.0), ((0, 1), 1.0)]

    def test_an_x_without_dimensions_has_one_line(self):
        """Its index is empty."""
        (line,) = entry_lines(np.array(5.0), [0])

        assert line.index == ()
        assert line.point(np.array(5.0), 0.5) == 5.5

    def test_random_directions_are_dense_and_signed(self):
        """Every entry moves by 0.5 to 1.5 of its size, up or down, no two lines alike."""
        x = np.full((30, 40), 100.0)

        lines = random_lines(x, 3, np.random.default_rng(0))

        parts = np.stack([line.direction for line in lines]) / 128
        assert parts.shape == (3, 30, 40)
        assert (np.abs(parts).min(), np.abs(parts).max()) == pytest.approx((0.5, 1.5), abs=0.01)
        assert abs(np.sign(parts).mean()) < 0.1
        assert not np.array_equal(parts[0], parts[1])

    def test_random_directions_are_shortened_by_the_fourth_root_of_the_size(self):
        """So that a sum over one axis of a matrix moves about as far as along one entry."""
        (line,) = random_lines(np.ones((16, 16)), 1, np.random.default_rng(0))

        assert line.scale == 0.25

    def test_the_same_seed_draws_the_same_directions(self):
        """Nothing but the generator is random."""
        first, second = (random_lines(np.ones(9), 1, np.random.default_rng(4))[0] for _ in range(2))

        assert np.array_equal(first.direction, second.direction)

    def test_powers_of_two_are_those_of_each_number(self):
        """As `power_of_two` gives them, next to a tie by ratio too."""
        values = np.concatenate([[1.0, 2.0, 1.5, 3.0, np.sqrt(2), np.nextafter(np.sqrt(2), 0), 1e300]])

        assert powers_of_two(values).tolist() == [power_of_two(value) for value in values]

    @pytest.mark.parametrize("draw", [random_lines, dense_lines])
    def test_a_direction_moves_every_entry_by_half_its_size_or_more(self, draw):
        """Up or down, of entries below 1 as of those, no two lines alike, and equal errors do not cancel."""
        x = np.full((30, 40), 100.0)
        x[:, :20] = 1e-3

        lines = draw(x, 3, np.random.default_rng(0))

        parts = np.stack([line.direction for line in lines]) / np.where(x < 1, 1, 128)
        assert (np.abs(parts).min(), np.abs(parts).max()) == pytest.approx((0.5, 1.5), abs=0.01)
        assert abs(np.sign(parts).mean()) < 0.1
        assert abs(np.abs(parts).mean() - 1) < 0.02
        assert not np.array_equal(parts[0], parts[1])
        assert {line.scale for line in lines} == {power_of_two(1200**-0.25)}

    @pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 1, 2)])
    def test_four_points_are_those_at_both_steps_and_half_of_them(self, shape):
        """To the last bit what each line's `point` gives, along entries and directions; x stays."""
        rng = np.random.default_rng(0)
        x = np.asarray(rng.standard_normal(shape))
        kept = x.copy()
        lines = [*entry_lines(x, range(x.size)), *dense_lines(x, 2, rng)]
        steps = rng.uniform(0.1, 1, len(lines))

        points = four_points(x, lines, steps)

        signed = [(line, sign * step) for line, step in zip(lines, steps, strict=True) for sign in SIGNS]
        for point, (line, step) in zip(points, signed, strict=True):
            assert isinstance(point, np.ndarray)
            assert np.array_equal(point, line.point(x, step), equal_nan=False)
            assert point.shape == x.shape
        assert np.array_equal(x, kept)

    def test_a_point_that_is_written_to_moves_no_other(self):
        """Student code may work in place on what it gets."""
        first, second, *_ = four_points(np.ones(3), entry_lines(np.ones(3), [0]), np.array([0.5]))

        first[:] = 7

        assert second.tolist() == [0.5, 1, 1]
