"""Specify what the figures of a class say: spread, difficulty, discrimination, cost."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classstatistics import correlation, cost, distribution, item_figures

FINITE = st.floats(-1e3, 1e3, allow_nan=False)


def test_every_score_is_in_one_tenth():
    """All points are in the last tenth; the edge of a tenth belongs to the one above it."""
    found = distribution([0, 1, 4.9999, 5, 9.99, 10], 10)

    assert found.bins == (1, 1, 0, 0, 1, 1, 0, 0, 0, 2)
    assert (found.full, found.zero, found.count) == (1, 1, 6)
    assert (found.minimum, found.median, found.maximum) == (0, 4.99995, 10)


def test_no_scores_have_no_distribution():
    """Nothing is divided by nobody; what is not finite is no score."""
    assert distribution([], 10) is None
    assert distribution([float("nan")], 10) is None


def test_one_score_is_its_own_quartile():
    """A class of one has a distribution; scores above the maximum (a bonus) are in the last tenth."""
    found = distribution([12], 10)

    assert (found.lower_quartile, found.upper_quartile, found.bins[-1]) == (12, 12, 1)


def test_what_is_worth_nothing_is_no_division_by_zero():
    """An assignment of 0 points has all scores in the last tenth."""
    assert distribution([0, 0], 0).bins[-1] == 2


def test_difficulty_is_the_mean_share_of_those_who_are_known():
    """Whoever has no verdict, by a fault of the grader, makes an item neither harder nor easier."""
    found = item_figures([1, 1, 0.5, 0, None], [9, 8, 7, 6, 5])

    assert (found.count, found.full, found.difficulty, found.rate) == (4, 2, 0.625, 0.5)


def test_an_item_that_the_best_solve_discriminates():
    """Its correlation with the rest is near 1; of one that only the weakest solve it is negative."""
    rest = [1, 2, 3, 8, 9, 10]

    good, bad = item_figures([0, 0, 0, 1, 1, 1], rest), item_figures([1, 1, 1, 0, 0, 0], rest)

    assert good.discrimination == pytest.approx(statistics.correlation([0, 0, 0, 1, 1, 1], rest))
    assert bad.discrimination == pytest.approx(-good.discrimination)


@pytest.mark.parametrize(
    "shares, rest",
    [([1, 1, 1, 1, 1], [1, 2, 3, 4, 5]), ([0, 1, 0, 1, 1], [7, 7, 7, 7, 7]), ([0, 1, 0, 1], [1, 2, 3, 4])],
    ids=["everybody-solves-it", "the-rest-is-equal", "four-students"],
)
def test_what_does_not_vary_discriminates_nobody(shares, rest):
    """A correlation without variance, or of fewer than five students, is none."""
    assert item_figures(shares, rest).discrimination is None


def test_nobody_known():
    """An item that never had a verdict has no figures, and no division by zero."""
    found = item_figures([None, None], [1, 2])

    assert (found.count, found.rate, found.difficulty, found.discrimination) == (0, None, None, None)


def test_unequal_lengths_are_refused():
    """A student without a partner is a mistake of the caller, not a figure."""
    with pytest.raises(ValueError, match="3 values"):
        correlation([1, 2, 3], [1, 2])


@given(st.lists(st.tuples(FINITE, FINITE), min_size=5, max_size=30))
def test_a_correlation_is_between_minus_one_and_one(pairs):
    """Also by rounding, and whichever side is named first."""
    left, right = [one for one, _ in pairs], [two for _, two in pairs]

    found = correlation(left, right)

    assert found is None or -1 <= found <= 1
    assert found == correlation(right, left)


def test_cost_is_told_by_median_slowest_and_sum():
    """One slow submission moves the sum, not the median."""
    found = cost("layers/x", [1.0, 1.0, 10.0])

    assert (found.runs, found.median_s, found.slowest_s, found.total_s) == (3, 1.0, 10.0, 12.0)
