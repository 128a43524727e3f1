"""What was done to each entry, or to each row."""

import numpy as np
import pytest

from grader.patterns import KINDS, Clues, find

E = np.random.default_rng(0).standard_normal((5, 4))
X = np.random.default_rng(1).standard_normal((5, 4))
P = np.abs(E) / 4 + 0.1
ROWS, COLUMNS = X[:, :1], X[:1]


def found(actual, expected=E, rtol=1e-7, **clues):
    """Return kind and words of what is found."""
    pattern = find(np.asarray(actual), np.asarray(expected), rtol, Clues(**clues))
    assert pattern is None or pattern.kind in KINDS
    return (pattern.kind, pattern.words) if pattern else ("", "")


@pytest.mark.parametrize(
    "actual, expected, kind",
    [
        (np.abs(E), E, "the signs are lost"),
        (E * [[1], [-1], [1], [-1], [1]], E, "the sign of some rows is flipped"),
        (E * [1, -1, 1, 1], E, "one column alone is wrong"),
        (E * [1, -1, -1, 1], E, "the sign of some columns is flipped"),
        (E * np.sign(X), E, "the sign of some entries is flipped"),
        (E + 0.7, E, "off by a constant"),
        (E + ROWS, E, "each row is off by a number of its own"),
        (E + COLUMNS, E, "each column is off by a number of its own"),
        (E * np.abs(ROWS), E, "each row is scaled by a factor of its own"),
        (E * np.abs(COLUMNS), E, "each column is scaled by a factor of its own"),
        (E * COLUMNS + COLUMNS**2, E, "each column is scaled and moved by numbers of its own"),
        (1 - P, P, "1 minus what is expected"),
        (1 / P, P, "the inverse of what is expected"),
        (P**2, P, "the square of what is expected"),
        (np.sqrt(P), P, "the square root of what is expected"),
        (np.log(P), P, "the logarithm of what is expected"),
        (np.exp(E), E, "the exponential of what is expected"),
        (np.trunc(3 * E), 3 * E, "cut off to whole numbers"),
        (np.round(E, 2), E, "rounded"),
    ],
)
def test_what_was_done_to_entries(actual, expected, kind):
    """Each is told where it fits; with numbers that are a hundredth off it is not."""
    assert found(actual, expected)[0] == kind
    nearly = actual + 1e-2 * np.random.default_rng(4).standard_normal(actual.shape)
    assert found(nearly, expected)[0] != kind


def test_lower_precision():
    """Numbers that float32 or float16 hold, near the expected ones, were computed so."""
    assert found(E.astype(np.float32).astype(float), rtol=1e-9)[1] == "right to the precision of float32 only"
    assert found(E.astype(np.float16).astype(float))[1] == "right to the precision of float16 only"
    assert found((E * 1.5).astype(np.float16).astype(float))[0] != "computed in lower precision"


def test_the_first_digits():
    """An epsilon in the wrong place shows in the last digits; one entry alone shows nothing."""
    assert found(E * (1 + 1e-6 * X), rtol=1e-9)[0] == "right in the first digits only"
    assert found(E * (1 + 1e-2 * X), rtol=1e-9)[0] == ""
    one = E.copy()
    one[1, 1] *= 1 + 1e-6
    assert found(one, rtol=1e-9)[0] == ""


def test_a_missing_factor():
    """A derivative that is not multiplied by the error, or twice, is told by the words of the error."""
    clues = {"inputs": (("the error", X),)}

    assert found(E, E * X, **clues)[1] == "not multiplied by the error"
    assert found(E * X, E, **clues)[1] == "multiplied once too often by the error"
    assert found(E, E * X * 1.01, **clues)[1] == ""


def test_masks():
    """A mask taken from the error, or of the wrong side, is told."""
    clues = {"inputs": (("the error", X),)}
    passed = np.where(E > 0, X, 0.0)

    assert (
        found(np.maximum(X, 0), passed, **clues)[0] == "the positive entries of an array that was handed over"
    )
    assert found(X - passed, passed, **clues)[0] == "what is left of an array that was handed over"
    assert (
        found((X - passed) * np.sign(E), passed, **clues)[0]
        != "what is left of an array that was handed over"
    )


def test_a_lone_number_is_a_root_only_if_it_is_no_common_one():
    """0.25 and 0.5 are no square and root, 1.677637 and its root are."""
    assert found(np.sqrt(1.677637), 1.677637)[0] == "the square root of what is expected"
    assert found(0.5, 0.25)[0] != "the square root of what is expected"
    assert found([1.0, 4.0], [1.0, 2.0])[0] == ""
