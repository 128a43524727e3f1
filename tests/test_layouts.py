"""Right entries in the wrong order or shape, and sums over the wrong axis."""

import numpy as np
import pytest

from grader.patterns import KINDS, Clues, find

E = np.random.default_rng(0).standard_normal((4, 3))
SQUARE = np.random.default_rng(1).standard_normal((4, 4))
IMAGES = np.random.default_rng(2).standard_normal((2, 5, 6))


def found(actual, expected, **clues):
    """Return kind and words of what is found."""
    pattern = find(np.asarray(actual), np.asarray(expected), 1e-7, Clues(**clues))
    assert pattern is None or pattern.kind in KINDS
    return (pattern.kind, pattern.words) if pattern else ("", "")


@pytest.mark.parametrize(
    "actual, expected, kind",
    [
        (SQUARE.T, SQUARE, "transposed"),
        (E.T, E, "transposed"),
        (np.swapaxes(IMAGES, 1, 2), IMAGES, "transposed"),
        (E.T.reshape(4, 3), E, "the order of the transpose: reshape where .T is needed"),
        (E[::-1], E, "the rows are in reverse order"),
        (E[:, ::-1], E, "the columns are in reverse order"),
        (E[[1, 0, 3, 2]], E, "the rows are in another order"),
        (E[:, [1, 2, 0]], E, "the columns are in another order"),
        (E.ravel()[::-1], E.ravel(), "the entries are in reverse order"),
        (np.roll(E.ravel(), 1), E.ravel(), "the right entries in another order"),
        (np.sort(E, axis=None).reshape(4, 3), E, "the right entries in another order"),
        (np.broadcast_to(E.sum(axis=0), E.shape), E, "summed over the rows"),
        (np.broadcast_to(E.sum(axis=1, keepdims=True), E.shape), E, "summed over the columns"),
        (np.full(E.shape, E.sum()), E, "summed over everything"),
        (np.broadcast_to(E.mean(axis=0), E.shape), E, "averaged over the rows"),
        (np.full(E.shape, E.mean()), E, "averaged over everything"),
        (np.cumsum(E, axis=0), E, "summed up step by step over the rows"),
        (np.broadcast_to(E[-1] + 1, E.shape), E, "the same row everywhere"),
        (np.broadcast_to(E[:, :1] + 1, E.shape), E, "the same column everywhere"),
        (np.full(E.shape, 0.7), E, "the same number everywhere"),
        (E.sum(axis=0), E, "summed over the rows"),
        (E.sum(axis=1, keepdims=True), E, "summed over the columns"),
        (E.sum(), E, "summed over everything"),
        (E.mean(axis=0), E, "averaged over the rows"),
        (E, E.sum(axis=0), "not summed over the rows"),
        (E, E.sum(axis=1, keepdims=True), "not summed over the columns"),
        (E.sum(axis=1), E.sum(), "not summed over everything"),
        (E.mean(axis=1), E.mean(), "not averaged over everything"),
        (E[:, 0], E[:, :1], "the right entries in another shape"),
        (E.ravel(), E, "the right entries in another shape"),
        (np.vstack([E, E[:1] + 1]), E, "one row too many, the last"),
        (np.vstack([E[:1] + 1, E]), E, "one row too many, the first"),
        (E[:, :-1], E, "one column too few, the last"),
        (E[1:], E, "one row too few, the first"),
        (
            E[:, 0] - E[:, 1:2] + E[:, 1],
            E[:, 0],
            "a row met a column: every entry was combined with every other",
        ),
        (np.stack([E, E]), E, "repeated along a new axis"),
        (SQUARE.argmax(axis=1), SQUARE, "the place of each row's largest entry instead of the row"),
    ],
)
def test_a_layout_is_told(actual, expected, kind):
    """Each is told where it fits; with numbers that are a thousandth off it is not."""
    assert found(actual, expected)[0] == kind
    nearly = actual + 1e-3 * np.random.default_rng(4).standard_normal(np.shape(actual))
    assert found(nearly, expected)[0] != kind


def test_images_moved():
    """Images beside their place are told how far, also by rows and columns at once."""
    moved = np.zeros_like(IMAGES)
    moved[:, 1:, 2:] = IMAGES[:, :-1, :-2]

    assert found(moved, IMAGES) == (
        "moved by some rows or columns",
        "1 row too far down and 2 columns too far to the right",
    )
    assert found(IMAGES, moved)[0] == "moved by some rows or columns"
    moved[0, 3, 3] += 1
    assert found(moved, IMAGES) == ("", "")


def test_one_row_per_sample():
    """With the batch size known, an array that was not summed over it is called that."""
    sample_rows = np.random.default_rng(3).standard_normal((6, 4))

    words = found(sample_rows, sample_rows.sum(axis=0), constants={"the batch size": 6.0})[1]

    assert words == "this is one row per sample: sum over the batch"
    assert found(sample_rows, sample_rows.sum(axis=0))[1] == "not summed over the rows: sum over axis 0"


def test_keepdims_is_told():
    """An axis of length 1 too many or too few is told."""
    assert "too many (keepdims?)" in found(E[:1], E[0])[1]
    assert "too few (keepdims?)" in found(E[0], E[:1])[1]
    assert found(E[:1], E[:1].T)[0] == "transposed"


def test_the_biases_are_named():
    """The last row of a weight matrix is that of the biases."""
    assert found(E[:-1], E, biased=True)[1] == "one row too few: the last one, that of the biases"
    assert found(E[:-1], E)[1] == "one row too few: the last one"


def test_zeros_and_ones_prove_no_sum():
    """One-hot rows that are all filled are no sum over the rows."""
    assert found(np.ones((3, 3)), np.eye(3))[0] == "wrong exactly where 0 is due"
    assert found(np.zeros(3), np.zeros((3, 3)))[0] == ""


def test_a_single_entry_is_in_no_other_order():
    """A last digit that differs is no permutation, however well the sorted numbers agree."""
    almost = np.array(E)
    almost[1, 1] *= 1 + 3e-7

    pattern = find(almost, E, 1e-5, Clues())

    assert pattern is None or "order" not in pattern.kind
