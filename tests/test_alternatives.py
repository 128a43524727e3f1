"""What known mistakes in layers would give."""

import numpy as np

from grader.alternatives import of_backward, of_forward, of_gradient
from grader.patterns import INSTEAD

RNG = np.random.default_rng(0)
X, W, E = RNG.standard_normal((4, 3)), RNG.standard_normal((4, 2)), RNG.standard_normal((4, 2))


def by_name(pairs):
    """Collect what a mistake gives, the first of each name, all of known names."""
    found = {}
    for name, array in pairs:
        assert name in INSTEAD
        found.setdefault(name, array)
    return found


def test_forward():
    """Biases left out or doubled, a softmax that is normalised by others' sums."""
    found = by_name(of_forward(X, W))
    right = np.hstack([X, np.ones((4, 1))]) @ W

    np.testing.assert_allclose(found["the biases are not added"], right - W[-1])
    np.testing.assert_allclose(found["the biases are added twice"], right + W[-1])
    np.testing.assert_allclose(found["normalised over the batch instead of the row"].sum(axis=0), np.ones(3))
    np.testing.assert_allclose(found["normalised over the whole batch"].sum(), 1.0)
    np.testing.assert_allclose(found["not normalised"], np.exp(X))


def test_backward():
    """The error by the new weights, and the usual slips in the derivative of an activation."""
    updated, y, error = RNG.standard_normal((4, 2)), np.tanh(X), RNG.standard_normal((4, 3))

    found = by_name(of_backward(X, y, error, None))

    new = by_name(of_backward(None, None, E, updated))["computed with the weights after the update"]
    np.testing.assert_allclose(new, E @ updated[:3].T)
    np.testing.assert_allclose(found["the output is not squared"], error * (1 - y))
    np.testing.assert_allclose(found["only the diagonal of the derivative"], error * y * (1 - y))
    np.testing.assert_allclose(found["the sum over the row is missing"], error * y)


def test_gradient():
    """One sample's gradient instead of the sum over the batch."""
    found = by_name(of_gradient(X, E))

    np.testing.assert_allclose(found["only the last sample counts"], np.outer([*X[-1], 1], E[-1]))
    np.testing.assert_allclose(found["only the first sample counts"], np.outer([*X[0], 1], E[0]))


def test_other_shapes_give_nothing():
    """Arrays that are no part of such a layer are left alone."""
    assert list(of_forward(np.ones(3), None)) == []
    assert list(of_backward(X, X[:2], E, np.ones(3))) == []
    assert list(of_gradient(X, E[:2])) == []
    assert "the biases are not added" not in by_name(of_forward(X, W[:2]))
