"""What counts as equal, and as no accident."""

import numpy as np
import pytest

from grader.pairs import Pair, distinct, same, simple

E = np.random.default_rng(0).standard_normal((4, 3))


def test_near_is_up_to_rounding_of_each_entry_and_of_the_largest():
    """A relative tolerance with a little room for entries near zero, and noise for all."""
    due = np.array([1000.0, 1.0, 0.0])

    assert Pair(due + np.array([1e-5, 0, 1e-7]), due, 1e-7).near(due).tolist() == [True, True, True]
    assert Pair(due + np.array([1e-3, 1e-5, 1e-5]), due, 1e-7).bad.tolist() == [True, True, True]
    assert not Pair(due + 1e-3, due, 1e-7, noise=1e-2).bad.any()


def test_a_candidate_is_nearer_than_the_expected():
    """A candidate that is as near as the expected array itself explains nothing."""
    pair = Pair(E + 1e-6, E, 1e-5)

    assert not pair.fits(E + 2e-6)
    assert Pair(2 * E, E, 1e-5).fits(2 * E)
    assert not Pair(2 * E, E, 1e-5).fits(2 * E[:2])


@pytest.mark.parametrize("shape", [(3,), (4, 5), (40, 100)])
def test_same_looks_at_every_entry(shape):
    """A few entries are looked at first, then all of them."""
    one = np.random.default_rng(1).standard_normal(shape)
    other = one.copy()
    other.flat[-1] += 1e-3

    assert same(one, one.copy(), 1e-9)
    assert not same(one, other, 1e-9)
    assert not same(one, one[:-1], 1e-9)


def test_what_proves_something():
    """Zeros and repeated numbers prove nothing, many digits prove more than few."""
    ones = np.eye(4)

    assert distinct(E) == 12
    assert (distinct(ones), distinct(0 * ones), distinct(np.array([np.inf, 1.0]))) == (1, 0, 0)
    assert Pair(E, E, 1e-5).proves(E, spare=11)
    assert not Pair(E, E, 1e-5).proves(E, spare=12)
    assert not Pair(E, E, 1e-3).proves(ones)
    assert not Pair(E, E, 1e-9, noise=1.0).proves(E)


@pytest.mark.parametrize(
    "value, common", [(0.0, True), (-2.25, True), (0.37, True), (0.123, False), (np.pi, False)]
)
def test_numbers_that_come_up_everywhere(value, common):
    """A number of few digits may be anything."""
    assert simple(value) is common
