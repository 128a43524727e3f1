"""Hidden checks of `layers.py`: random numbers, the reference's answers, and what good layers never do."""

import numpy as np
import pytest

from grader import assert_close, assert_gradient, assert_unchanged, check, expect, exported, hold, pipelined
from grader.faults import StudentError
from grader.pipeline import settled

ACTIVATIONS = ["ReLU", "Sigmoid", "TanH", "SoftMax"]
LAYERS = ["FullyConnected", *ACTIVATIONS]
DERIVATIVES = {
    "ReLU": "e where x > 0, 0 where x <= 0",
    "Sigmoid": "e y (1 - y)",
    "TanH": "e (1 - y^2)",
    "SoftMax": "dx_j = p_j (e_j - sum_k e_k p_k), the sum over the columns of the row",
}
FEATURES = 5
AFTER_FORWARD = {name: [f"layers/activation_forward[{name}]"] for name in ACTIVATIONS} | {
    "FullyConnected": ["layers/fully_connected_forward[six rows]"]
}
AFTER_BACKWARD = {name: [f"layers/activation_gradient[{name}]"] for name in ACTIVATIONS} | {
    "FullyConnected": ["layers/fully_connected_weight_gradient", "layers/fully_connected_input_gradient"]
}


def assert_near(actual, expected, *, name):
    """Compare loosely enough for layers that compute in float32 inside; what is wrong is off by far more."""
    assert_close(actual, expected, rtol=1e-5, atol=1e-5, name=name)


def assert_passes(layer, truth, x, error):
    """Compare a forward and a backward of the student's layer with those of the reference's."""
    with pipelined():
        output, below = layer.forward(x), layer.backward(error)

    assert_near(output, truth.forward(x), name="forward")
    assert_near(below, truth.backward(error), name="backward")


def away_from_zero(rng, shape):
    """Return random numbers, as many below 0 as above, whose distance from the kink at 0 is at least 0.2."""
    signs = rng.permutation(np.resize([-1.0, 1.0], np.prod(shape)))
    return signs.reshape(shape) * rng.uniform(0.2, 2.0, shape)


def connected(modules, weights):
    """Return a FullyConnected layer with these weights, from the student's or the reference's modules."""
    layer = modules.layers.FullyConnected(weights.shape[0] - 1, weights.shape[1])
    layer.weights = weights
    return layer


def pair(name, student, reference, rng):
    """Return the student's layer *name*, the reference's with the same weights, and the number of outputs."""
    if name != "FullyConnected":
        return getattr(student.layers, name)(), getattr(reference.layers, name)(), FEATURES
    weights = rng.standard_normal((FEATURES + 1, 3))
    return connected(student, weights), connected(reference, weights), 3


def drawn_weights(student, rng, inputs, outputs):
    """Return the weights of a new layer of the student's, once they have the right shape and are in use."""
    layer, x = student.layers.FullyConnected(inputs, outputs), rng.standard_normal((2, inputs))
    with pipelined():
        weights, output = layer.weights, layer.forward(x)
    w = settled(weights)
    expect(
        isinstance(w, np.ndarray) and w.shape == (inputs + 1, outputs) and w.dtype.kind == "f",
        f"FullyConnected({inputs}, {outputs}).weights must be floats of shape {(inputs + 1, outputs)}, "
        f"got {np.shape(w)}",
    )
    assert_near(output, np.hstack([x, np.ones((2, 1))]) @ w, name="forward with the initial weights")
    return w


@check(
    task="layers",
    points=2,
    hint="Append a column of ones to the input and multiply by the weights.",
    needs=("layers/fully_connected_forward[six rows]",),
    repeats=("layers/fully_connected_forward[[]*",),
)
@pytest.mark.parametrize("batch, inputs, outputs", [(1, 6, 2), (7, 2, 5)], ids=["narrowing", "widening"])
def test_fully_connected_output(student, reference, rng, batch, inputs, outputs):
    """FullyConnected({inputs}, {outputs}) answers a batch of {batch} as its weights say"""
    weights = rng.standard_normal((inputs + 1, outputs))
    x = rng.standard_normal((batch, inputs))

    with pipelined():
        output = connected(student, weights).forward(x)

    assert_near(output, connected(reference, weights).forward(x), name="forward")


@check(
    task="layers",
    points=3,
    kind="gradient",
    hint="backward returns E W^T without the row of the biases.",
    needs=("layers/fully_connected_forward[six rows]",),
    repeats=("layers/fully_connected_input_gradient",),
)
def test_fully_connected_error(student, reference, rng):
    """FullyConnected.backward returns the error for the layer below"""
    layer, truth, outputs = pair("FullyConnected", student, reference, rng)
    x, error = rng.standard_normal((3, FEATURES)), 30.0 * rng.standard_normal((3, outputs))

    assert_passes(layer, truth, x, error)

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
    hint="gradient_weights is [X, 1]^T E: summed over the batch, not averaged, the biases in the last row.",
    needs=("layers/fully_connected_forward[six rows]",),
    repeats=("layers/fully_connected_weight_gradient",),
)
def test_fully_connected_gradient_weights(student, reference, rng):
    """FullyConnected.gradient_weights is the derivative with respect to the weights"""
    weights = rng.standard_normal((4, 2))
    truth = connected(reference, weights)
    x, error = rng.standard_normal((4, 3)), 30.0 * rng.standard_normal((4, 2))

    def forward(w):
        layer.weights = w
        return layer.forward(x)

    def backward(cotangent):
        layer.backward(cotangent)
        return layer.gradient_weights

    with pipelined():
        layer = connected(student, weights)
        output, gradient_weights = layer.forward(x), backward(error)
    assert_near(output, truth.forward(x), name="forward")
    truth.backward(error)
    assert_near(gradient_weights, truth.gradient_weights, name="gradient_weights")
    assert_gradient(
        forward,
        backward,
        weights,
        rng=rng,
        name="weights",
        formula="gradient_weights = [X, 1]^T E, summed over the batch",
    )


@check(
    task="layers",
    points=1,
    kind="gradient",
    hint="gradient_weights is [X, 1]^T E for layers of every size, without clipping or rounding.",
    needs=("layers/fully_connected_forward[six rows]",),
)
def test_fully_connected_large_layer(student, reference, rng):
    """FullyConnected(784, 32) computes each of its 25,120 weight gradients"""
    weights = rng.uniform(-0.1, 0.1, (785, 32))
    truth = connected(reference, weights)
    x, error = rng.standard_normal((6, 784)), 2e4 * rng.standard_normal((6, 32))

    with pipelined():
        layer = connected(student, weights)
        found = layer.forward(x), layer.backward(error), layer.gradient_weights

    assert_near(found[0], truth.forward(x), name="forward")
    # Numbers near 1e5 that nearly cancel: float32 inside may cost an absolute error below 0.2.
    for name, actual, expected in (
        ("backward", found[1], truth.backward(error)),
        ("gradient_weights", found[2], truth.gradient_weights),
    ):
        assert_close(actual, expected, rtol=1e-5, atol=0.2, name=name)


@check(
    task="layers",
    points=2,
    hint="Sum the gradient over the batch: weights and gradient_weights have one shape for every batch size.",
    needs=("layers/fully_connected_forward[six rows]",),
)
def test_fully_connected_batch_size_changes(student, reference, rng):
    """FullyConnected learns from a batch of 4, then of 1, then of 6"""
    with pipelined():
        layer, truth, outputs = pair("FullyConnected", student, reference, rng)
        layer.optimizer = exported(Halving(), methods=("calculate_update",))
    truth.optimizer = Halving()

    for batch in (4, 1, 6):
        x, error = rng.standard_normal((batch, FEATURES)), rng.standard_normal((batch, outputs))
        assert_near(layer.forward(x), truth.forward(x), name=f"forward of a batch of {batch}")
        layer.backward(error)
        truth.backward(error)
        with pipelined():
            gradient_weights, weights = layer.gradient_weights, layer.weights
        assert_near(gradient_weights, truth.gradient_weights, name="gradient_weights")
        assert_near(weights, truth.weights, name="weights after the update")


class Halving:
    """An optimizer that is not called Sgd: moves the weights against half the gradient."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        """Return the weights after a step of half the gradient."""
        return weight_tensor - 0.5 * gradient_tensor


class Recorder:
    """An optimizer that keeps what it was called with and always returns *answer*."""

    def __init__(self, answer):
        self.answer = answer
        self.calls = []

    def __deepcopy__(self, memo):
        """Return the recorder itself: a layer that copies its optimizer is recorded as well."""
        return self

    def calculate_update(self, weight_tensor, gradient_tensor):
        """Keep the arguments and return the answer."""
        self.calls.append((weight_tensor, gradient_tensor))
        return self.answer


@check(
    task="layers",
    points=3,
    hint="Compute the error for the layer below before the update: the forward pass used the old weights.",
    needs=("layers/fully_connected_forward[six rows]",),
)
def test_fully_connected_error_before_update(student, reference, rng):
    """FullyConnected.backward returns the error of the weights before the update"""
    with pipelined():
        layer, truth, outputs = pair("FullyConnected", student, reference, rng)
        x, error = rng.standard_normal((4, FEATURES)), rng.standard_normal((4, outputs))
        layer.optimizer = exported(Halving(), methods=("calculate_update",))
        layer.forward(x)
    truth.forward(x)

    assert_near(layer.backward(error), truth.backward(error), name="backward with an optimizer")


@check(
    task="layers",
    points=2,
    hint="Call optimizer.calculate_update(weights, gradient_weights) once in backward, nowhere else.",
    needs=("layers/fully_connected_forward[six rows]",),
)
def test_fully_connected_calls_optimizer_once(student, reference, rng):
    """FullyConnected.backward hands its weights and their gradient to the optimizer, once"""
    with pipelined():
        layer, truth, outputs = pair("FullyConnected", student, reference, rng)
        x, error = rng.standard_normal((4, FEATURES)), rng.standard_normal((4, outputs))
        recorder = Recorder(rng.standard_normal(truth.weights.shape))
        layer.optimizer = exported(recorder, methods=("calculate_update",))
        layer.forward(x)

    expect(not recorder.calls, "forward must not call the optimizer")
    layer.backward(error)
    truth.forward(x)
    truth.backward(error)

    count = len(recorder.calls)
    expect(count == 1, f"backward must call optimizer.calculate_update once, called it {count} times")
    assert_near(recorder.calls[0][0], truth.weights, name="first argument of calculate_update")
    assert_near(recorder.calls[0][1], truth.gradient_weights, name="second argument of calculate_update")


@check(
    task="layers",
    points=2,
    hint="Keep what calculate_update returns as the new weights, whatever the optimizer's class or name.",
    needs=("layers/fully_connected_forward[six rows]",),
)
def test_fully_connected_keeps_what_the_optimizer_returns(student, reference, rng):
    """FullyConnected holds the weights that its optimizer returned"""
    with pipelined():
        layer, truth, outputs = pair("FullyConnected", student, reference, rng)
        answer = rng.standard_normal(truth.weights.shape)
        x, error = rng.standard_normal((2, FEATURES)), rng.standard_normal((2, outputs))
        layer.optimizer = exported(Recorder(answer), methods=("calculate_update",))
        layer.forward(x)

    layer.backward(error)
    with pipelined():
        kept, output = layer.weights, layer.forward(x)

    assert_near(kept, answer, name="weights after the update")
    assert_near(output, connected(reference, answer).forward(x), name="forward after the update")


@check(
    task="layers",
    points=1,
    hint="Without an optimizer backward computes gradients and leaves the weights alone.",
    needs=("layers/fully_connected_forward[six rows]",),
)
def test_fully_connected_without_optimizer(student, reference, rng):
    """FullyConnected without an optimizer keeps its weights"""
    with pipelined():
        layer, truth, outputs = pair("FullyConnected", student, reference, rng)
        x, error = rng.standard_normal((3, FEATURES)), rng.standard_normal((3, outputs))
        layer.forward(x)
        layer.backward(error)
        gradient_weights, weights, output = layer.gradient_weights, layer.weights, layer.forward(x)
    truth.forward(x)
    truth.backward(error)

    assert_near(gradient_weights, truth.gradient_weights, name="gradient_weights")
    assert_near(weights, truth.weights, name="weights after backward")
    assert_near(output, truth.forward(x), name="forward after backward")


@check(
    task="layers",
    points=0.5,
    hint="Set self.optimizer = None in the constructor: whoever uses the layer sets another.",
    needs=("layers/fully_connected_forward[six rows]",),
)
def test_fully_connected_optimizer_at_first(student, reference, rng):
    """FullyConnected has no optimizer until one is set"""
    layer, truth, _ = pair("FullyConnected", student, reference, rng)
    x = rng.standard_normal((2, FEATURES))

    try:
        optimizer = layer.optimizer
    except StudentError:  # an attribute that is made when it is set is as good
        optimizer = None

    absent = optimizer is None or (isinstance(optimizer, int) and optimizer == 0)
    expect(absent, f"FullyConnected.optimizer must be None at first, got {optimizer!r}")
    assert_near(layer.forward(x), truth.forward(x), name="forward")


@check(
    task="layers",
    points=1,
    hint="Replace the weights by what the optimizer returns; -= writes into an array that others may hold.",
    needs=("layers/fully_connected_forward[six rows]",),
)
def test_fully_connected_replaces_its_weights(student, reference, rng):
    """FullyConnected replaces its weights and does not write into the old array"""
    weights = rng.standard_normal((FEATURES + 1, 3))
    x, error = rng.standard_normal((3, FEATURES)), rng.standard_normal((3, 3))
    layer, truth = student.layers.FullyConnected(FEATURES, 3), connected(reference, weights)
    old = hold(weights)
    truth.optimizer = Halving()

    with pipelined():
        layer.weights, layer.optimizer = old, exported(Halving(), methods=("calculate_update",))
        layer.forward(x)
    layer.backward(error)
    truth.forward(x)
    truth.backward(error)

    assert_near(layer.weights, truth.weights, name="weights after the update")
    assert_unchanged(old, name="the array that was set as weights")


@check(
    task="layers",
    points=2,
    hint="Draw all weights, the biases too, with one call of np.random.uniform, from all of that range.",
)
def test_fully_connected_initial_weights(student, course, rng):
    """FullyConnected draws its weights from the uniform distribution on {initial_weights}"""
    low, high = course.conventions.initial_weights
    middle, half = (low + high) / 2, (high - low) / 2
    w = drawn_weights(student, rng, 100, 60)

    farthest = w.flat[np.abs(w - middle).argmax()]
    expect(
        abs(farthest - middle) <= half * (1 + 1e-5),
        f"weights must lie in [{low:g}, {high:g}], got {farthest:.3g}",
    )
    # A right draw of 6060 numbers misses each of these bounds with a probability below 1e-13.
    expect(
        w.min() < middle - 0.95 * half and w.max() > middle + 0.95 * half,
        f"weights must reach out to {low:g} and {high:g}, got {w.min():.3g} to {w.max():.3g}",
    )
    expect(abs(w.mean() - middle) < 0.06 * half, f"weights must have the mean {middle:g}, got {w.mean():.3g}")
    inner = np.mean(np.abs(w - middle) < half / 2)
    quarters = f"[{middle - half / 2:g}, {middle + half / 2:g}]"
    expect(abs(inner - 0.5) < 0.05, f"half of the weights must lie in {quarters}, got {inner:.0%}")
    expect(np.ptp(w[-1]) > half, "the biases, the last row, must be drawn like the other weights")


@check(
    task="layers",
    points=1,
    hint="Draw new random numbers for each layer: no seed, no array that the layers share.",
)
def test_fully_connected_independent_draws(student, course, rng):
    """Two FullyConnected layers have different weights"""
    low, high = course.conventions.initial_weights
    first = drawn_weights(student, rng, 30, 20)
    second = drawn_weights(student, rng, 30, 20)

    for w in (first, second):
        expect(
            bool(np.ptp(w) > 0.75 * (high - low)),
            f"the weights must be spread over [{low:g}, {high:g}], got a range of {np.ptp(w):.3g}",
        )
    same = int(np.sum(first == second))
    expect(same <= 1, f"two layers must be drawn independently; {same} of 620 weights are equal")
    # The correlation of 620 independent pairs exceeds 0.35 with a probability below 1e-17.
    expect(
        abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.35, "two layers must be drawn independently"
    )


@check(
    task="layers",
    points=1,
    kind="gradient",
    hint="backward is the error times the derivative at the latest input.",
    needs=("layers/activation_forward[{name}]",),
    repeats=("layers/activation_gradient[[]*",),
)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_error(student, reference, rng, name):
    """{name}.backward returns the error for the layer below"""
    layer, truth, _ = pair(name, student, reference, rng)
    x, error = away_from_zero(rng, (4, FEATURES)), away_from_zero(rng, (4, FEATURES))

    assert_passes(layer, truth, x, error)

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
    points=0.5,
    hint="Every entry counts: take the sizes from the input, no fixed number of rows or columns.",
    needs=("layers/activation_forward[{name}]",),
    repeats=("layers/activation_error[[]*",),
)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_of_a_large_batch(student, reference, rng, name):
    """{name} works on a batch of 70 rows and 40 columns"""
    layer, truth, _ = pair(name, student, reference, rng)
    x, error = away_from_zero(rng, (70, 40)), away_from_zero(rng, (70, 40))

    assert_passes(layer, truth, x, error)


@check(
    task="layers",
    points=1,
    hint="Write into a new array: input_tensor[mask] = 0 and -= change the caller's array.",
    needs=AFTER_FORWARD,
)
@pytest.mark.parametrize("name", LAYERS)
def test_arguments_unchanged(student, reference, rng, name):
    """{name} leaves its input and its error as they were"""
    layer, truth, outputs = pair(name, student, reference, rng)
    x, e = away_from_zero(rng, (3, FEATURES)), rng.standard_normal((3, outputs))
    input_tensor, error_tensor = hold(x), hold(e)

    assert_near(layer.forward(input_tensor), truth.forward(x), name="forward")
    assert_unchanged(input_tensor, name="input_tensor")
    assert_near(layer.backward(error_tensor), truth.backward(e), name="backward")
    assert_unchanged(error_tensor, name="error_tensor")
    assert_unchanged(input_tensor, name="input_tensor of the forward pass, after backward")


@check(
    task="layers",
    points=2,
    hint="Keep what backward needs in self, set anew by each forward; not in the class or a global variable.",
    needs=AFTER_BACKWARD,
)
@pytest.mark.parametrize("name", LAYERS)
def test_memory(student, reference, rng, name):
    """{name}.backward belongs to its own latest forward, and twice gives the same"""
    with pipelined():
        (layer, truth, outputs), (other, _, _) = (pair(name, student, reference, rng) for _ in range(2))
    x, error = away_from_zero(rng, (2, FEATURES)), rng.standard_normal((2, outputs))

    with pipelined():
        layer.forward(away_from_zero(rng, (4, FEATURES)))
        layer.backward(rng.standard_normal((4, outputs)))
        output = layer.forward(x)
        other.forward(-1.5 * x)  # what is positive for one layer is negative for the other
        other.backward(rng.standard_normal((2, outputs)))
        errors = [layer.backward(error) for _ in range(2)]

    assert_near(output, truth.forward(x), name="second forward")
    for words, found in zip(("after a forward of another layer", "called again"), errors, strict=True):
        assert_near(found, truth.backward(error), name=f"backward {words}")
    if name == "FullyConnected":
        with pipelined():
            gradient_weights, weights = layer.gradient_weights, layer.weights
        assert_near(gradient_weights, truth.gradient_weights, name="gradient_weights")
        assert_near(weights, truth.weights, name="weights")


@check(
    task="layers",
    points=1,
    hint="Each row is a sample of its own: reduce over axis 1, never over axis 0.",
    needs={**AFTER_BACKWARD, "FullyConnected": ["layers/fully_connected_input_gradient"]},
    repeats=("layers/activation_error[[]*", "layers/memory[[]*"),
)
@pytest.mark.parametrize("name", ["FullyConnected", "Sigmoid", "SoftMax"])
def test_rows_are_independent(student, reference, rng, name):
    """{name} treats each row alone: in another order, or one by one"""
    layer, truth, outputs = pair(name, student, reference, rng)
    x, error = away_from_zero(rng, (4, FEATURES)), rng.standard_normal((4, outputs))
    order = np.array([2, 0, 3, 1])
    y, dx = truth.forward(x), truth.backward(error)

    parts = [order, *np.arange(len(x))[:, np.newaxis]]

    with pipelined():
        found = [(layer.forward(x[rows]), layer.backward(error[rows])) for rows in parts]

    for rows, (output, below) in zip(parts, found, strict=True):
        words = "a single row" if len(rows) == 1 else "the permuted batch"
        assert_near(output, y[rows], name=f"forward of {words}")
        assert_near(below, dx[rows], name=f"backward of {words}")


@check(
    task="layers",
    points=1,
    hint="Compute in float64, NumPy's default: no dtype=np.float32, no integer arrays.",
    needs={
        "fully connected": AFTER_FORWARD["FullyConnected"],
        "activations": [need for name in ACTIVATIONS for need in AFTER_FORWARD[name]],
    },
)
@pytest.mark.parametrize("names", [["FullyConnected"], ACTIVATIONS], ids=["fully connected", "activations"])
def test_float64_stays(student, reference, rng, names):
    """float64 in, float64 out"""
    with pipelined():
        trios = [pair(name, student, reference, rng) for name in names]
    with pipelined():
        given = [
            (away_from_zero(rng, (2, FEATURES)), rng.standard_normal((2, outputs))) for _, _, outputs in trios
        ]
        found = [
            (layer.forward(x), layer.backward(error))
            for (layer, _, _), (x, error) in zip(trios, given, strict=True)
        ]

    for name, (_, truth, _), (x, error), passes in zip(names, trios, given, found, strict=True):
        y, dx = map(settled, passes)
        for method, result in (("forward", y), ("backward", dx)):
            dtype = getattr(result, "dtype", type(result).__name__)
            expect(dtype == np.float64, f"{name}.{method} must return float64, got {dtype}")
        assert_near(y, truth.forward(x), name=f"{name}.forward")
        assert_near(dx, truth.backward(error), name=f"{name}.backward")


@check(
    task="layers",
    points=1,
    hint="exp(1000) overflows: use exp(-|x|), np.tanh, or the row's maximum; ReLU keeps 1000 as it is.",
    needs=AFTER_FORWARD | {"SoftMax": []},  # of these inputs exp(x - max) is right without the sum as well
)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_large_inputs(student, reference, rng, name):
    """{name} is right and finite for inputs from -1000 to 1000"""
    layer, truth, _ = pair(name, student, reference, rng)
    x = np.array([[1000.0, -1000.0, 720.0, -720.0, 90.0], [0.5, -0.5, 30.0, -30.0, 1.0]])
    error = rng.standard_normal(x.shape)

    assert_passes(layer, truth, x, error)


@check(
    task="layers",
    points=0.5,
    hint="At x = 0 the statement asks for 0: let the error through where x > 0 only.",
)
def test_relu_at_zero(student):
    """ReLU.backward gives 0 where the input is exactly 0"""
    layer = student.layers.ReLU()

    with pipelined():
        output = layer.forward(np.array([[0.0, 3.0, -2.0]]))
        error_below = layer.backward(np.array([[5.0, 7.0, 11.0]]))

    assert_near(output, np.array([[0.0, 3.0, 0.0]]), name="forward")
    assert_near(error_below, np.array([[0.0, 7.0, 0.0]]), name="backward")


@check(
    task="layers",
    points=2,
    hint="Subtract each row's own maximum, not the maximum of the whole batch.",
    needs=("layers/activation_forward[SoftMax]",),
)
def test_softmax_of_rows_far_apart(student, reference, rng):
    """SoftMax is right for rows that lie thousands apart"""
    x = rng.standard_normal((4, FEATURES)) + np.array([[0.0], [-3000.0], [900.0], [-900.0]])
    x = x.astype(np.float32).astype(np.float64)  # so that a layer in float32 loses no digit of it
    error = rng.standard_normal(x.shape)
    layer, truth, _ = pair("SoftMax", student, reference, rng)

    assert_passes(layer, truth, x, error)


@check(
    task="layers",
    points=1,
    hint="Divide each row by its own sum: axis=1, keepdims=True.",
    repeats=("layers/activation_forward[[]SoftMax]",),
)
def test_softmax_rows_sum_to_one(student, reference, rng):
    """SoftMax turns each row into probabilities of sum 1"""
    x = 3.0 * rng.standard_normal((6, 3))

    p = student.layers.SoftMax().forward(x)

    assert_near(p, reference.layers.SoftMax().forward(x), name="forward")
    expect(bool(np.all(p > 0)), f"probabilities must be positive, got {p.min():.3g}")
    assert_near(p.sum(axis=1), np.ones(6), name="sums of the rows")
