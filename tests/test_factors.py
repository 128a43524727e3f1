"""The constant factor between two gradients, by the name of a size that means something."""

from __future__ import annotations

import numpy as np
import pytest

from grader.factors import scaled
from grader.guesses import Case, Kind

RIGHT = np.array([[1.0, -2.5, 0.25], [4.0, 0.0, -7.0]])


def case(claims, value_shape=(4, 5), numeric=RIGHT, known=None):
    """Return a case of one error tensor whose gradient has the shape of *numeric*."""
    value = np.ones(value_shape)
    known = np.ones(numeric.shape, dtype=bool) if known is None else known
    zeros = np.zeros((1, *numeric.shape))
    return Case(numeric, value, value[None], np.asarray(claims)[None], numeric[None], known, zeros, 1e-6)


def name_of(factor, **options):
    """Return kind and words of a gradient that is off by a factor, and see that the guess is what came."""
    wrong = case(factor * options.get("numeric", RIGHT), **options)
    (guess,) = scaled(wrong)
    assert np.allclose(guess.gradients[0], wrong.claims[0], rtol=1e-5)
    return guess.kind, guess.words


@pytest.mark.parametrize(
    "factor, kind, words",
    [
        (-1.0, Kind.SIGN, "the sign is flipped"),
        (4.0, Kind.TIMES_BATCH, "multiplied by the batch size, 4: a sum where the mean is asked?"),
        (0.25, Kind.OVER_BATCH, "divided by the batch size, 4: a mean where the sum is asked?"),
        (5.0, Kind.TIMES_OUTPUTS, "multiplied by the number of outputs, 5"),
        (0.2, Kind.OVER_OUTPUTS, "divided by the number of outputs, 5"),
        (2.0, Kind.TWICE, "twice too large"),
        (0.5, Kind.HALF, "half as large as it should be"),
        (3.3, Kind.LARGE, "3.3 times too large"),
        (0.4, Kind.SMALL, "2.5 times too small"),
        (-3.3, Kind.SIGN_AND_FACTOR, "the sign is flipped, and it is 3.3 times too large"),
    ],
)
def test_a_factor_has_the_name_of_a_size(factor, kind, words):
    """Batch size and outputs first, then 2, else the number itself."""
    assert name_of(factor) == (kind, words)


def test_sizes_that_are_equal_are_both_named():
    """Which of them it was cannot be told."""
    assert name_of(4.0, value_shape=(4, 4)) == (
        Kind.TIMES_BATCH,
        "multiplied by the batch size, 4, or multiplied by the number of outputs, 4",
    )


@pytest.mark.parametrize(
    "factor, kind, words",
    [
        (2.0, Kind.TIMES_BATCH, "multiplied by the batch size, 2, or twice too large"),
        (6.0, Kind.TIMES_ENTRIES, "multiplied by the number of entries, 6"),
        (3.0, Kind.TIMES_OUTPUTS, "multiplied by the number of outputs, 3"),
        (1 / 12, Kind.SMALL, "divided by the number of entries, 6, and by 2"),
        (12.0, Kind.LARGE, "multiplied by the number of entries, 6, and by 2"),
    ],
)
def test_a_loss_has_its_sizes_from_the_prediction(factor, kind, words):
    """Its value is one number; a square brings a 2 as well."""
    assert name_of(factor, value_shape=()) == (kind, words)


@pytest.mark.parametrize(
    "claims",
    [RIGHT, 0 * RIGHT, RIGHT * 1e200, RIGHT * 1e-200, RIGHT * (1 + 1e-7)],
    ids=["right", "zero", "huge", "tiny", "rounding"],
)
def test_what_is_no_factor_has_no_name(claims):
    """The right gradient, zeros, and factors that explain nothing."""
    assert list(scaled(case(claims))) == []


def test_of_a_single_number_only_a_whole_factor_is_one():
    """Any two numbers have some ratio."""
    one = np.array([[3.0]])

    assert list(scaled(case(1.37 * one, numeric=one))) == []
    assert name_of(7.0, numeric=one)[0] is Kind.LARGE
    assert name_of(1 / 7, numeric=one)[0] is Kind.SMALL


def test_unknown_entries_do_not_set_the_factor():
    """The largest slope may lie at a kink."""
    claims = 3.0 * RIGHT
    claims[1, 2] = 99.0
    known = RIGHT != -7.0

    (guess,) = scaled(case(claims, known=known))

    assert guess.words == "3 times too large"
