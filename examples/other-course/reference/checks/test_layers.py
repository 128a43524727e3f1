"""Hidden checks of the layers."""

import numpy as np

from grader import assert_close, check, expect


@check(
    task="layers",
    points=2,
    hint="The error for the layer below belongs to the weights from before the update.",
    needs=("layers/fully_connected_forward",),
)
def test_fully_connected_update(student, reference, rng):
    """FullyConnected.backward updates the weights and returns the error from before the update"""
    weights, x, error = rng.standard_normal((4, 2)), rng.standard_normal((5, 3)), rng.standard_normal((5, 2))
    found = []
    for modules in (student, reference):
        layer = modules.layers.FullyConnected(3, 2)
        layer.weights = weights.copy()
        layer.optimizer = modules.optimizer.Sgd(0.5)
        layer.forward(x)
        found.append((layer.backward(error), layer.weights))

    assert_close(found[0][0], found[1][0], name="backward")
    assert_close(found[0][1], found[1][1], name="weights after the update")


@check(task="layers", points=1, hint="Draw the biases like the other weights.")
def test_initial_weights(student, course):
    """FullyConnected draws all weights uniformly from {initial_weights}"""
    low, high = course.conventions.initial_weights

    w = student.layers.FullyConnected(200, 50).weights

    expect(isinstance(w, np.ndarray) and w.shape == (201, 50), f"weights have the shape {np.shape(w)}")
    for name, part in (("weights", w[:-1]), ("biases", w[-1])):
        expect(low <= part.min() and part.max() <= high, f"the {name} must lie in [{low:g}, {high:g}]")
        expect(np.ptp(part) > 0.7 * (high - low), f"the {name} must be spread over [{low:g}, {high:g}]")


@check(task="layers", points=1, hint="The error passes where the input was positive.", needs=("layers/relu_forward",))
def test_relu_backward(student, reference, rng):
    """ReLU.backward lets the error pass where the input was positive"""
    x, error = rng.standard_normal((3, 4)), rng.standard_normal((3, 4))
    layer, right = student.layers.ReLU(), reference.layers.ReLU()

    assert_close(layer.forward(x), right.forward(x), name="forward")
    assert_close(layer.backward(error), right.backward(error), name="backward")
