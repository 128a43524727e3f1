"""Functions that are known by their derivative, and what is mistaken for it."""

from __future__ import annotations

import numpy as np
import pytest

from grader import families
from grader.guesses import Case

X = np.array([[0.5, -1.0, 0.7], [2.0, 0.25, -0.3]])
P = np.array([[0.5, 0.2, 0.3], [0.1, 0.6, 0.25]])
ERRORS = np.random.default_rng(0).standard_normal((2, 2, 3))


def case(x, value, errors, numeric, known=True):
    """Return a case whose claims are of no matter."""
    known = np.full(x.shape, known)
    return Case(x, value, errors, 0 * numeric, numeric, known, 0 * numeric, 1e-5)


def softmax(x):
    """Return the softmax of each row."""
    return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)


SLOPES = {
    families.of_sigmoid: (lambda x: 1 / (1 + np.exp(-x)), lambda x, y, e: e * y * (1 - y)),
    families.of_tanh: (np.tanh, lambda x, y, e: e * (1 - y**2)),
    families.of_relu: (lambda x: np.maximum(x, 0), lambda x, y, e: e * (x > 0)),
    families.of_softmax: (softmax, lambda x, p, e: p * (e - (e * p).sum(axis=2, keepdims=True))),
}


@pytest.mark.parametrize("mistakes", SLOPES)
def test_an_activation_is_known_by_its_derivative(mistakes):
    """Its own mistakes are guessed at, and those of no other."""
    function, slope = SLOPES[mistakes]
    value = function(X)

    found = [guess.words for guess in families.layer(case(X, value, ERRORS, slope(X, value, ERRORS)))]

    assert found == [words for _, words, _ in mistakes(X, value, ERRORS)]


@pytest.mark.parametrize("mistakes", SLOPES)
def test_no_mistake_is_the_right_derivative(mistakes):
    """Each differs from it, and from every other mistake of the function."""
    function, slope = SLOPES[mistakes]
    value = function(X)
    right = slope(X, value, ERRORS)

    gradients = [right, *(gradient for _, _, gradient in mistakes(X, value, ERRORS))]

    for i, first in enumerate(gradients):
        for second in gradients[i + 1 :]:
            assert np.abs(first - second).max() > 1e-3


def test_a_function_off_by_a_little_is_not_known():
    """A leaky ReLU is no ReLU, and a scaled tanh no tanh."""
    leaky = np.where(X > 0, X, 0.01 * X)

    assert not list(families.layer(case(X, leaky, ERRORS, ERRORS * np.where(X > 0, 1, 0.01))))
    assert not list(families.layer(case(X, np.tanh(X), ERRORS, 1.001 * ERRORS * (1 - np.tanh(X) ** 2))))


HOT, BITS = np.array([[1.0, 0, 0], [0, 0, 1]]), np.array([[1.0, 0, 1], [0, 0, 1]])
SIGMOID = 1 / (1 + np.exp(-X))
LOSSES = {
    families.of_cross_entropy: (P, -HOT / P, HOT),
    families.of_binary_cross_entropy: (P, (-BITS / P + (1 - BITS) / (1 - P)) / 2, BITS),
    families.of_logits: (X, (SIGMOID - BITS) / 2, BITS),
}


@pytest.mark.parametrize("mistakes", LOSSES)
def test_a_loss_is_known_by_its_derivative_with_its_labels(mistakes):
    """The labels are found in the slopes; the mistakes are made with them."""
    point, slopes, labels = LOSSES[mistakes]

    found = list(families.loss(case(point, np.array(1.0), np.ones(1), slopes[None])))[1:]

    expected = mistakes(point, labels, 2)
    assert [guess.words for guess in found] == [words for _, words, _ in expected]
    for guess, (_, _, gradient) in zip(found, expected, strict=True):
        assert np.allclose(guess.gradients[0], gradient)
        assert not np.allclose(gradient, slopes, rtol=1e-3)


def test_slopes_of_another_loss_hold_no_labels():
    """Half the sum of squares has any numbers as labels: only its input is a guess."""
    found = list(families.loss(case(P, np.array(1.0), np.ones(1), (P - 0.123)[None])))

    assert [guess.words for guess in found] == ["equal to the input: the label is not used"]


def test_an_unknown_slope_hides_the_loss():
    """A label can be read only where the slope is known."""
    point, slopes, _ = LOSSES[families.of_cross_entropy]

    assert list(families.loss(case(point, np.array(1.0), np.ones(1), slopes[None], known=False))) == []
