"""Factors that mean something, steps that go wrong, results that pile up."""

import numpy as np
import pytest

from grader.multiples import KINDS
from grader.patterns import Clues, find

E = np.random.default_rng(0).standard_normal((5, 3))
BEFORE = np.random.default_rng(1).standard_normal((5, 3))
CONSTANTS = {
    "the batch size": 4.0,
    "the number of features": 3.0,
    "the number of outputs": 7.0,
    "the number of entries": 30.0,
    "the learning rate": 0.37,
    "0.81, which was handed over": 0.81,
}


def found(actual, expected=E, rtol=1e-7, **clues):
    """Return kind and words of what is found."""
    pattern = find(np.asarray(actual), np.asarray(expected), rtol, Clues(**clues))
    assert pattern is None or pattern.kind in KINDS
    return (pattern.kind, pattern.words) if pattern else ("", "")


@pytest.mark.parametrize(
    "factor, kind, words",
    [
        (4, "multiplied by the batch size", "4 times too large: not divided by the batch size?"),
        (1 / 4, "divided by the batch size", "4 times too small: divided by the batch size?"),
        (
            3,
            "multiplied by the number of features",
            "3 times too large: not divided by the number of features?",
        ),
        (1 / 7, "divided by the number of outputs", "7 times too small: divided by the number of outputs?"),
        (
            15,
            "multiplied by half the number of entries",
            "15 times too large: not divided by half the number of entries?",
        ),
        (2, "multiplied by 2", "2 times too large"),
        (0.5, "divided by 2", "2 times too small"),
        (0.37, "multiplied by the learning rate", "2.7027 times too small: multiplied by the learning rate?"),
        (
            0.81,
            "multiplied by a number that was handed over",
            "1.23457 times too small: multiplied by 0.81, which was handed over?",
        ),
        (1.7, "too large by one factor", "1.7 times too large"),
        (0.3, "too small by one factor", "3.33333 times too small"),
        (-1, "the sign is flipped", "the sign is flipped"),
        (
            -1 / 4,
            "divided by the batch size and the sign is flipped",
            "4 times too small and the sign is flipped: divided by the batch size?",
        ),
        (
            1 / np.log(10),
            "a logarithm to base 10 instead of e",
            "2.30259 times too small: a logarithm to base 10 instead of e?",
        ),
        (
            1 / np.log(2),
            "a logarithm to base 2 instead of e",
            "1.4427 times too large: a logarithm to base 2 instead of e?",
        ),
        (
            np.sqrt(4 / 5),
            "n - 1 instead of n in a mean",
            "1.11803 times too small: n - 1 instead of n = 5, or the reverse?",
        ),
    ],
)
def test_a_factor_has_a_name(factor, kind, words):
    """A factor in every entry is told by its size and by what has that size here."""
    assert found(factor * E, constants=CONSTANTS) == (kind, words)


@pytest.mark.parametrize("factor", [4.001, 1 / 4.001, 2.0005, 0.371])
def test_a_factor_beside_a_name_is_only_a_factor(factor):
    """What is nearly the batch size is not the batch size."""
    assert found(factor * E, constants=CONSTANTS)[0] in {"too large by one factor", "too small by one factor"}


def test_names_that_coincide_are_all_told_the_batch_size_first():
    """A batch of 3 with 3 features leaves both open."""
    constants = {"the batch size": 3.0, "the number of features": 3.0}

    kind, words = found(E / 3, constants=constants)

    assert kind == "divided by the batch size"
    assert words == "3 times too small: divided by the batch size or the number of features?"


def test_a_single_number_has_only_factors_with_a_name():
    """Any number is a multiple of any other: of one number only named and whole factors count."""
    assert found(8.25, 2.0625, constants=CONSTANTS)[0] == "multiplied by the batch size"
    assert found(11 * 0.3, 0.3)[0] == "too large by one factor"
    assert found(0.3 / 11, 0.3)[0] == "too small by one factor"
    assert found(0.31, 0.3) == ("", "")
    assert found([0.31, 0.0], [0.3, 0.0]) == ("", "")
    assert found(4.00001 * 0.3, 0.3, rtol=1e-4, constants=CONSTANTS) == ("", "")


def test_zeros_have_no_factor():
    """Nothing is a multiple of zeros."""
    assert found(E, 0 * E) == ("", "")


@pytest.mark.parametrize(
    "ratio, kind",
    [
        (-1, "the step has the wrong sign"),
        (2, "the update was applied twice"),
        (1 / 0.37, "the learning rate is missing from the step"),
        (0.37, "the learning rate counts twice in the step"),
        (-1 / 0.37, "the learning rate is missing from the step and the sign is flipped"),
        (1 / 4, "the step is divided by the batch size"),
        (4, "the step is multiplied by the batch size"),
        (2.9, "the step is too large by one factor"),
    ],
)
def test_a_wrong_step(ratio, kind):
    """What was there before tells a wrong step from a wrong value."""
    actual = BEFORE + ratio * (E - BEFORE)

    assert found(actual, before=(BEFORE,), constants=CONSTANTS)[0] == kind
    assert found(actual, constants=CONSTANTS)[0] == ""
    assert found(actual + 1e-4 * E**2, before=(BEFORE,), constants=CONSTANTS)[0] == ""


def test_a_missing_rate_of_one_half_is_no_second_update():
    """With a rate of 1/2 both would look alike; the rate is the simpler mistake."""
    actual = BEFORE + 2 * (E - BEFORE)

    assert found(actual, before=(BEFORE,), constants={"the learning rate": 0.5})[1] == (
        "the step is 2 times too large: the learning rate is missing?"
    )


def test_nothing_is_no_step():
    """A zero is what nobody computed, not weights that went too far."""
    assert found(np.array(0.0), np.array(8.0), before=(np.array(10.0),))[0] == ""


def test_the_step_alone():
    """Returning rate times gradient forgets the weights."""
    assert found(E - BEFORE, before=(BEFORE,))[0] == "the step alone"
    assert found(BEFORE - E, before=(BEFORE,))[0] == "the step alone"


def test_a_tiny_step_is_no_excuse():
    """Where the step is lost in rounding nothing is told of it."""
    expected = BEFORE + 1e-13 * E

    assert found(expected + 1e-3 * E**2, expected, before=(BEFORE,)) == ("", "")


def test_what_piles_up():
    """A result added to that of the call before is told; to that of another shape it cannot be."""
    assert found(E + BEFORE, earlier=(E[:2], BEFORE))[0] == "added to what was there before"
    assert found(E + 1.01 * BEFORE, earlier=(BEFORE,))[0] == ""
