"""Visible checks of `layers.py`: the worked examples of the lectures, the formulas, the gradients."""

import numpy as np
import pytest

from grader import assert_close, assert_gradient, check, expect, exported, pipelined
from grader.pipeline import settled


def sigmoid(x):
    """Return the logistic function of *x*, for moderate *x*."""
    return 1.0 / (1.0 + np.exp(-x))


def softmax(x):
    """Return the softmax of each row of *x*."""
    exponentials = np.exp(x - x.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


FORMULAS = {"ReLU": lambda x: np.maximum(x, 0.0), "Sigmoid": sigmoid, "TanH": np.tanh, "SoftMax": softmax}
DERIVATIVES = {
    "ReLU": "e where x > 0, 0 where x <= 0",
    "Sigmoid": "e y (1 - y)",
    "TanH": "e (1 - y^2)",
    "SoftMax": "dx_j = p_j (e_j - sum_k e_k p_k), the sum over the columns of the row",
}
TRUTHS = (bool, np.bool_, int)


def assert_near(actual, expected, *, name):
    """Compare loosely enough for layers that compute in float32 inside; what is wrong is off by far more."""
    assert_close(actual, expected, rtol=1e-5, atol=1e-5, name=name)


def away_from_zero(rng, shape):
    """Return random numbers, as many below 0 as above, whose distance from the kink at 0 is at least 0.2."""
    signs = rng.permutation(np.resize([-1.0, 1.0], np.prod(shape)))
    return signs.reshape(shape) * rng.uniform(0.2, 2.0, shape)


def extended(x):
    """Return *x* with a column of ones appended."""
    return np.hstack([x, np.ones((len(x), 1))])


def connected(student, weights):
    """Return a FullyConnected layer of the student's with these weights."""
    layer = student.layers.FullyConnected(weights.shape[0] - 1, weights.shape[1])
    layer.weights = weights
    return layer


def neurons(student, *matrices):
    """Return a FullyConnected layer with these weights, and a Sigmoid, for each of the matrices."""
    with pipelined():
        sizes = [(matrix.shape[0] - 1, matrix.shape[1]) for matrix in matrices]
        layers = [(student.layers.FullyConnected(*size), student.layers.Sigmoid()) for size in sizes]
    with pipelined():
        for (layer, _), weights in zip(layers, matrices, strict=True):
            layer.weights = weights
    return layers


@check(task="layers", points=1, hint="Compute 0 * 2 + 1 * 3 + 4 = 7 first, then the sigmoid of 7.")
def test_lecture_two_input_neuron(student):
    """Lecture: the neuron w = (0, 1), b = 4 answers 0.999 to (2, 3)"""
    ((neuron, bend),) = neurons(student, np.array([[0.0], [1.0], [4.0]]))

    total = neuron.forward(np.array([[2.0, 3.0]]))
    output = bend.forward(total)

    assert_near(total, np.array([[7.0]]), name="FullyConnected.forward")
    assert_close(output, np.array([[0.999]]), rtol=0, atol=5e-4, name="Sigmoid.forward")


@check(
    task="layers",
    points=1,
    hint="Both hidden neurons compute sigmoid(3); the output neuron takes the second one.",
    repeats=("layers/lecture_two_input_neuron",),
)
def test_lecture_network_221(student):
    """Lecture: the 2-2-1 sigmoid network, every neuron w = (0, 1), b = 0, answers 0.7216 to (2, 3)"""
    (hidden, first), (output, second) = neurons(
        student, np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]]), np.array([[0.0], [1.0], [0.0]])
    )

    h = first.forward(hidden.forward(np.array([[2.0, 3.0]])))
    y = second.forward(output.forward(h))

    assert_near(h, np.full((1, 2), sigmoid(3.0)), name="hidden neurons")
    assert_close(y, np.array([[0.7216]]), rtol=0, atol=5e-5, name="output neuron")


@check(
    task="layers",
    points=1,
    hint="Follow the error backwards: y (1 - y), the weight 1, h (1 - h), then the input -2.",
)
def test_lecture_chain_rule(student):
    """Lecture: the chain rule by hand, dL/dw1 = 0.0214 for the loss (1 - y)^2"""
    (hidden, first), (output, second) = neurons(
        student, np.array([[1.0, 1.0], [1.0, 1.0], [0.0, 0.0]]), np.array([[1.0], [1.0], [0.0]])
    )

    h = first.forward(hidden.forward(np.array([[-2.0, -1.0]])))
    y = second.forward(output.forward(h))
    assert_close(h, np.full((1, 2), 0.0474), rtol=0, atol=5e-5, name="h")
    assert_close(y, np.array([[0.524]]), rtol=0, atol=5e-4, name="y")
    error = first.backward(output.backward(second.backward(-2.0 * (1.0 - y))))
    with pipelined():
        hidden.backward(error)
        gradient_weights = hidden.gradient_weights

    # The lecture multiplies rounded factors and gets 0.0214; unrounded the product is 0.02147.
    expected = np.array([[0.0214, 0.0214], [0.0107, 0.0107], [-0.0107, -0.0107]])
    assert_close(gradient_weights, expected, rtol=0, atol=1e-4, name="gradient_weights (dL/dw1 at [0, 0])")


@check(
    task="layers",
    points=1,
    hint="A layer has (input_size + 1) * output_size weights, the last row for the biases.",
)
def test_lecture_parameter_count(student, course, rng):
    """Lecture: the 784-128-64-10 network has 109,386 parameters, drawn from {initial_weights}"""
    low, high = course.conventions.initial_weights
    middle, half = (low + high) / 2, (high - low) / 2
    sizes = [(784, 128), (128, 64), (64, 10)]

    batches = [rng.standard_normal((2, inputs)) for inputs, _ in sizes]

    with pipelined():
        layers = [student.layers.FullyConnected(*size) for size in sizes]
    with pipelined():
        found = [(layer.weights, layer.forward(x)) for layer, x in zip(layers, batches, strict=True)]

    total = 0
    for (inputs, outputs), x, (weights, output) in zip(sizes, batches, found, strict=True):
        w = settled(weights)
        expect(
            isinstance(w, np.ndarray) and w.shape == (inputs + 1, outputs) and w.dtype.kind == "f",
            f"FullyConnected({inputs}, {outputs}).weights must be floats of shape {(inputs + 1, outputs)}, "
            f"got {np.shape(w)}",
        )
        # That none of 650 right draws or more is this far out has a probability below 1e-14 on either side.
        expect(
            w.min() < middle - 0.9 * half
            and w.max() > middle + 0.9 * half
            and np.abs(w - middle).max() <= half * (1 + 1e-5),
            f"FullyConnected({inputs}, {outputs}).weights must be spread over [{low:g}, {high:g}], "
            f"got values from {w.min():.3g} to {w.max():.3g}",
        )
        assert_near(output, extended(x) @ w, name=f"FullyConnected({inputs}, {outputs}).forward")
        total += w.size
    expect(total == 109_386, f"the three layers must have 109,386 weights in all, got {total:,}")


@check(task="layers", points=2, hint="Append a column of ones to the input and multiply by the weights.")
@pytest.mark.parametrize("batch, inputs, outputs", [(1, 3, 2), (6, 2, 5)], ids=["one row", "six rows"])
def test_fully_connected_forward(student, rng, batch, inputs, outputs):
    """FullyConnected({inputs}, {outputs}): forward of a batch of {batch} is [X, 1] W"""
    weights = rng.standard_normal((inputs + 1, outputs))
    x = rng.standard_normal((batch, inputs))

    with pipelined():
        output = connected(student, weights).forward(x)

    assert_near(output, extended(x) @ weights, name="forward")


@check(
    task="layers",
    points=1,
    hint="Set self.trainable = True in the constructor.",
    needs=("layers/fully_connected_forward[six rows]",),
)
def test_fully_connected_trainable(student, rng):
    """FullyConnected says that it is trainable"""
    weights = rng.standard_normal((4, 2))
    x = rng.standard_normal((3, 3))

    with pipelined():
        layer = connected(student, weights)
        found, output = layer.trainable, layer.forward(x)

    trainable = settled(found)
    expect(isinstance(trainable, TRUTHS) and bool(trainable), f"trainable must be True, got {trainable!r}")
    assert_near(output, extended(x) @ weights, name="forward")


@check(
    task="layers",
    points=3,
    kind="gradient",
    hint="The error for the layer below is E W^T without the row of the biases.",
    needs=("layers/fully_connected_forward[six rows]",),
)
def test_fully_connected_input_gradient(student, rng):
    """FullyConnected.backward returns the derivative with respect to the input"""
    weights = rng.standard_normal((5, 3))
    x = rng.standard_normal((2, 4))
    with pipelined():
        layer = connected(student, weights)
        output = layer.forward(x)

    assert_near(output, extended(x) @ weights, name="forward")

    assert_gradient(
        layer.forward,
        layer.backward,
        x,
        rng=rng,
        name="input_tensor",
        formula="backward(E) = E W'^T, W' being W without its last row",
    )


@check(
    task="layers",
    points=3,
    kind="gradient",
    hint="gradient_weights is [X, 1]^T E: its last row, for the biases, is the sum of E over the batch.",
    needs=("layers/fully_connected_forward[six rows]",),
)
def test_fully_connected_weight_gradient(student, rng):
    """FullyConnected.backward sets gradient_weights, the derivative with respect to the weights"""
    weights = rng.standard_normal((5, 3))
    x = rng.standard_normal((2, 4))
    with pipelined():
        layer = connected(student, weights)
        output = layer.forward(x)

    def forward(w):
        layer.weights = w
        return layer.forward(x)

    def backward(error):
        layer.backward(error)
        return layer.gradient_weights

    assert_near(output, extended(x) @ weights, name="forward")
    assert_gradient(
        forward,
        backward,
        weights,
        rng=rng,
        name="weights",
        formula="gradient_weights = [X, 1]^T E, summed over the batch",
    )


class HalfStep:
    """An optimizer that is not called Sgd."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        """Return the weights after a step of half the gradient."""
        return weight_tensor - 0.5 * gradient_tensor


@check(
    task="layers",
    points=2,
    hint="In backward keep what self.optimizer.calculate_update(weights, gradient_weights) returns.",
    needs=("layers/fully_connected_forward[six rows]",),
)
def test_fully_connected_update(student, rng):
    """FullyConnected.backward lets its optimizer update the weights"""
    weights = rng.standard_normal((4, 2))
    x, error = rng.standard_normal((3, 3)), rng.standard_normal((3, 2))
    with pipelined():
        layer = connected(student, weights)
        layer.optimizer = exported(HalfStep(), methods=("calculate_update",))
        layer.forward(x)

    layer.backward(error)

    assert_near(layer.weights, weights - 0.5 * extended(x).T @ error, name="weights after the update")


@check(task="layers", points=1, hint="Compare your forward with the formula in the docstring, row by row.")
@pytest.mark.parametrize("name", FORMULAS)
def test_activation_forward(student, rng, name):
    """{name}.forward follows its formula"""
    x = away_from_zero(rng, (3, 5))

    output = getattr(student.layers, name)().forward(x)

    assert_near(output, FORMULAS[name](x), name="forward")


@check(
    task="layers",
    points=2,
    kind="gradient",
    hint="Compare your backward with the formula in the docstring; it belongs to the latest forward.",
    needs=("layers/activation_forward[{name}]",),
)
@pytest.mark.parametrize("name", FORMULAS)
def test_activation_gradient(student, rng, name):
    """{name}.backward returns the derivative with respect to the input"""
    x = away_from_zero(rng, (3, 4))
    layer = getattr(student.layers, name)()

    assert_near(layer.forward(x), FORMULAS[name](x), name="forward")

    assert_gradient(
        layer.forward,
        layer.backward,
        x,
        rng=rng,
        name="input_tensor",
        formula=DERIVATIVES[name],
    )


@check(
    task="layers",
    points=1,
    hint="Set self.trainable = False in the constructor of each layer without weights.",
)
def test_activations_not_trainable(student, rng):
    """ReLU, Sigmoid, TanH and SoftMax say that they are not trainable"""
    x = away_from_zero(rng, (2, 3))

    with pipelined():
        layers = [getattr(student.layers, name)() for name in FORMULAS]
    with pipelined():
        found = [(layer.trainable, layer.forward(x)) for layer in layers]

    for (name, formula), (said, output) in zip(FORMULAS.items(), found, strict=True):
        trainable = settled(said)
        expect(
            isinstance(trainable, TRUTHS) and not trainable,
            f"{name}().trainable must be False, got {trainable!r}",
        )
        assert_near(output, formula(x), name=f"{name}.forward")


@check(task="layers", points=1, hint="Subtract each row's maximum before the exponential.")
def test_softmax_of_large_inputs(student):
    """SoftMax of (1000, 1001, 1002) is that of (0, 1, 2)"""
    x = np.array([[0.0, 1.0, 2.0]])

    output = student.layers.SoftMax().forward(x + 1000.0)

    assert_near(output, softmax(x), name="forward")
