"""Visible checks of the layers."""

import numpy as np

from grader import assert_close, assert_gradient, check


def connected(student, weights):
    """Return a FullyConnected layer of the student's with these weights, the biases in the last row."""
    layer = student.layers.FullyConnected(weights.shape[0] - 1, weights.shape[1])
    layer.weights = weights
    return layer


@check(task="layers", points=2, hint="The column of ones multiplies the biases: which column of the weights is theirs?")
def test_fully_connected_forward(student, rng):
    """FullyConnected.forward is the input times the weights, plus the biases"""
    weights, x = rng.standard_normal((4, 2)), rng.standard_normal((5, 3))

    output = connected(student, weights).forward(x)

    assert_close(output, x @ weights[:-1] + weights[-1], name="forward")


@check(
    task="layers",
    points=3,
    kind="gradient",
    hint="The gradient of the weights is summed over the batch, not averaged.",
    needs=("layers/fully_connected_forward",),
)
def test_fully_connected_weight_gradient(student, rng):
    """FullyConnected.backward sets gradient_weights, the derivative with respect to the weights"""
    weights, x = rng.standard_normal((4, 2)), rng.standard_normal((5, 3))
    layer = connected(student, weights)

    def forward(w):
        layer.weights = w
        return layer.forward(x)

    def backward(error):
        layer.backward(error)
        return layer.gradient_weights

    assert_close(layer.forward(x), x @ weights[:-1] + weights[-1], name="forward")
    assert_gradient(forward, backward, weights, rng=rng, name="weights")


@check(task="layers", points=1, hint="The larger of 0 and the entry.")
def test_relu_forward(student, rng):
    """ReLU.forward cuts off what is negative"""
    x = rng.standard_normal((3, 4))

    assert_close(student.layers.ReLU().forward(x), np.where(x > 0, x, 0.0), name="forward")
