"""Where alone an array is wrong."""

import numpy as np
import pytest

from grader.patterns import KINDS, Clues, find

E = np.random.default_rng(0).standard_normal((5, 4))
X = np.random.default_rng(1).standard_normal((5, 4))


def found(actual, expected=E, **clues):
    """Return kind and words of what is found."""
    pattern = find(np.asarray(actual), np.asarray(expected), 1e-7, Clues(**clues))
    assert pattern is None or pattern.kind in KINDS
    return (pattern.kind, pattern.words) if pattern else ("", "")


def changed(where, values):
    """Return the expected array with other *values* at *where*."""
    actual = E.copy()
    actual[where] = values
    return actual


NOISE = np.random.default_rng(2).standard_normal((5, 4))


@pytest.mark.parametrize(
    "actual, clues, kind, words",
    [
        (
            changed(-1, 0),
            {"biased": True},
            "the bias row alone is wrong",
            "only the last row, the biases, is wrong; it is all zero",
        ),
        (
            changed(-1, E[-1] / 4),
            {"biased": True, "constants": {"the batch size": 4.0}},
            "the bias row alone is wrong",
            "only the last row, the biases, is wrong; it is 4 times too small: divided by the batch size?",
        ),
        (
            changed(-1, -E[-1]),
            {},
            "the last row alone is wrong",
            "only the last row is wrong; it is of the wrong sign",
        ),
        (changed(0, NOISE[0]), {}, "the first row alone is wrong", "only the first row is wrong"),
        (changed(2, NOISE[2]), {}, "one row alone is wrong", "only row 2 is wrong"),
        (changed(np.s_[:, 1], NOISE[:, 1]), {}, "one column alone is wrong", "only column 1 is wrong"),
        (
            changed(np.s_[:-1], 0),
            {},
            "the last row alone is right",
            "only the last row is right; the others are all zero",
        ),
        (
            changed(np.s_[:-1], NOISE[:-1]),
            {"biased": True},
            "the bias row alone is right",
            "only the last row, the biases, is right",
        ),
        (changed(np.s_[1:], NOISE[1:]), {}, "the first row alone is right", "only the first row is right"),
        (
            changed(np.s_[:, 1:], NOISE[:, 1:]),
            {},
            "the first column alone is right",
            "only the first column is right",
        ),
    ],
)
def test_one_line(actual, clues, kind, words):
    """One row or column alone is named, with what it is instead; a wrong entry in each ends that."""
    assert found(actual, **clues) == (kind, words)
    actual = actual.copy()
    actual[[0, 1, 2, 3, 4], [0, 1, 2, 3, 0]] += 5
    assert found(actual, **clues) == ("", "")


def test_a_single_entry_is_no_row():
    """The message names a single entry by its place; only the bias of a single output is worth a name."""
    assert found(changed((1, 2), 7.0)) == ("", "")
    assert (
        found([[1.5], [2.5], [0.0]], [[1.5], [2.5], [3.5]], biased=True)[0] == "the bias row alone is wrong"
    )


@pytest.mark.parametrize(
    "mask, sign", [(X < 0, "negative"), (X > 0, "positive"), (X <= 0, "negative")], ids=["<0", ">0", "<=0"]
)
def test_the_sign_of_an_input(mask, sign):
    """Entries that are wrong exactly where an input has one sign are told so, one less is not."""
    clues = {"inputs": (("the array that was handed to forward", X),)}
    actual = np.where(mask, NOISE + 3, E)

    assert found(actual, **clues) == (
        f"wrong exactly where an input is {sign}",
        f"wrong exactly where the array that was handed to forward is {sign}",
    )
    actual.flat[mask.argmax()] = E.flat[mask.argmax()]
    assert found(actual, **clues) == ("", "")


def test_at_the_kink():
    """Entries that are wrong only where the input is 0 are told so; fewest zeros count."""
    x, labels = X.copy(), np.zeros((5, 4))
    x[1, 2] = x[3, 0] = 0.0
    labels[0] = 1.0
    actual = np.where(x == 0, E + 1, E)

    kind = "wrong exactly where an input is 0"
    assert found(actual, inputs=(("y", labels), ("x", x))) == (kind, "wrong only where x is 0")
    actual[0, 0] += 1
    assert found(actual, inputs=(("x", x),)) == ("", "")


def test_not_positive_where_zeros_count():
    """A mask that takes zeros the other way is told from one that does not."""
    x = np.where(np.abs(X) < 0.5, 0.0, X)
    actual = np.where(x <= 0, NOISE + 3, E)

    assert found(actual, inputs=(("x", x),))[0] == "wrong exactly where an input is not positive"


def test_where_zero_is_expected():
    """Entries that should be 0 and are not, all others right."""
    expected = np.where(X > 0, E, 0.0)
    actual = np.where(X > 0, E, NOISE)

    assert found(actual, expected)[0] == "wrong exactly where 0 is due"
    actual[X > 0] += np.arange(np.count_nonzero(X > 0)) % 2
    assert found(actual, expected)[0] == ""


def test_right_at_first():
    """Losses that leave the right way are told from where."""
    losses = np.array([3.0, 2.5, 2.25, 2.1, 2.0])
    wrong = losses + np.array([0, 0, 0.1, 0.3, 0.5])

    assert found(wrong, losses) == (
        "right at first, wrong from some entry on",
        "right up to entry 1, wrong from entry 2 on",
    )
    wrong[4] = losses[4]
    assert found(wrong, losses) == ("", "")


def test_clipped():
    """All entries beyond a bound came as the bound."""
    assert found(np.clip(E, -0.5, 0.5)) == ("clipped", "clipped below at -0.5 and above at 0.5")
    assert found(np.minimum(E, 0.3))[1] == "clipped above at 0.3"
    assert found(np.maximum(E, 0))[0] == "negative entries became 0"
    actual = np.clip(E, -0.5, 0.5)
    actual.flat[actual.argmax()] = 0.4
    assert found(actual) == ("", "")
