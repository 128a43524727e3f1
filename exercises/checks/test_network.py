"""
Visible checks of network.py.

The layers, losses, data and optimizers here are small stand-ins, written below in plain NumPy: your network
is judged alone, whatever state your other files are in.
"""

import copy
import operator

import numpy as np

from grader import as_number, assert_close, assert_gradient, check, expect, exported, pipelined, resident
from grader.pipeline import settled


class Dense:
    """A fully connected layer: ``[x, 1] W``, with the biases in the last row of ``W``."""

    trainable = True

    def __init__(self, weights):
        self.weights, self.gradient_weights, self.optimizer = weights, None, None

    def forward(self, input_tensor):
        """Return ``[x, 1] W``."""
        self.extended = np.ones((len(input_tensor), len(self.weights)))
        self.extended[:, :-1] = input_tensor
        return self.extended.dot(self.weights)

    def backward(self, error_tensor):
        """Return ``E W'^T`` and, if there is an optimizer, update the weights."""
        old, self.gradient_weights = self.weights, self.extended.T.dot(error_tensor)
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(old, self.gradient_weights)
        return error_tensor.dot(old[:-1].T)


class Logistic:
    """The sigmoid, entry by entry."""

    trainable, optimizer = False, None

    def forward(self, input_tensor):
        """Return the sigmoid of the input."""
        self.output = 1.0 / (1.0 + np.exp(-input_tensor))
        return self.output

    def backward(self, error_tensor):
        """Return ``e s (1 - s)``."""
        return error_tensor * self.output * (1.0 - self.output)


class SigmoidNeurons(Dense):
    """A fully connected layer and its sigmoid in one."""

    def forward(self, input_tensor):
        """Return the sigmoid of ``[x, 1] W``."""
        self.output = 1.0 / (1.0 + np.exp(-super().forward(input_tensor)))
        return self.output

    def backward(self, error_tensor):
        """Return the error below and, if there is an optimizer, update the weights."""
        return super().backward(error_tensor * self.output * (1.0 - self.output))


class Rectifier:
    """max(0, x), entry by entry."""

    trainable, optimizer = False, None

    def forward(self, input_tensor):
        """Return the positive part of the input."""
        return np.maximum(0, input_tensor)


class HalfSquares:
    """Half the sum of the squared differences."""

    prediction_tensor = label_tensor = None

    def forward(self, prediction_tensor, label_tensor):
        """Return the loss as a float."""
        self.prediction_tensor, self.label_tensor = prediction_tensor, label_tensor
        differences = prediction_tensor - label_tensor
        return float(np.vdot(differences, differences)) / 2

    def backward(self, label_tensor):
        """Return the prediction minus the label."""
        return self.prediction_tensor - label_tensor


class Cycle:
    """A data layer that gives the same batches over and over."""

    def __init__(self, *pairs):
        self.pairs, self.drawn = pairs, 0

    def next(self):
        """Return the next pair of inputs and labels."""
        self.drawn += 1
        return self.pairs[(self.drawn - 1) % len(self.pairs)]


class Steps:
    """Gradient descent."""

    def __init__(self, rate):
        self.learning_rate = rate

    def calculate_update(self, weight_tensor, gradient_tensor):
        """Return the weights a step further."""
        step = self.learning_rate * gradient_tensor
        return weight_tensor - step

    def copy(self):
        """Return what copy.deepcopy would."""
        return Steps(self.learning_rate)


class HandedSteps(Steps):
    """Gradient descent that stays with the check, and so do its copies."""

    def copy(self):
        """Return what copy.deepcopy would."""
        return as_optimizer(copy.deepcopy(self))


class Affine:
    """``factor * x + offset``; writes down what it is asked for, with *name*, in *log*."""

    trainable, optimizer = False, None

    def __init__(self, factor, offset, name, log):
        self.factor, self.offset, self.name, self.log = factor, offset, name, log

    def forward(self, input_tensor):
        """Return the affine function of the input."""
        self.log.append(f"{self.name}.forward")
        return self.factor * input_tensor + self.offset

    def backward(self, error_tensor):
        """Return the error times the factor, and keep the error."""
        self.log.append(f"{self.name}.backward")
        self.error_tensor = error_tensor
        return self.factor * error_tensor


def as_optimizer(optimizer):
    """Hand *optimizer* to the student's network."""
    return exported(optimizer, methods=("calculate_update", "copy"), attributes=("learning_rate",))


def as_layer(layer):
    """Hand *layer* to the student's network."""
    return exported(
        layer, methods=("forward", "backward"), attributes=("trainable",), settable=("optimizer",)
    )


def assemble(student, layers, data, learning_rate=0.0):
    """Make a student's network of *layers* on *data*, with half the sum of squares as its loss."""
    network = student.network.NeuralNetwork(as_optimizer(HandedSteps(learning_rate)))
    with pipelined():
        network.data_layer = exported(data, methods=("next",))
        network.loss_layer = exported(
            HalfSquares(), methods=("forward", "backward"), attributes=("label_tensor",)
        )
        for layer in layers:
            network.append_layer(as_layer(layer))
    return network


def assemble_there(student, layers, rows, learning_rate):
    """
    Make such a network of things that all live where it does, for hundreds of iterations.

    *layers* are pairs of a class and its weights, *rows* the batches.
    """
    with pipelined():
        optimizer, loss_layer = resident(student, Steps, learning_rate), resident(student, HalfSquares)
        data_layer = resident(student, Cycle, *rows)
        appended = [resident(student, kind, weights) for kind, weights in layers]
    network = student.network.NeuralNetwork(optimizer)
    with pipelined():
        network.data_layer, network.loss_layer = data_layer, loss_layer
        for layer in appended:
            network.append_layer(layer)
    return network


def run_by_hand(layers, tensor):
    """Do what `NeuralNetwork.test` is for."""
    for layer in layers:
        tensor = layer.forward(tensor)
    return tensor


def train_by_hand(layers, data, learning_rate, iterations):
    """Do what `NeuralNetwork.train` is for, in a loop: give the losses."""
    loss_layer, losses = HalfSquares(), []
    for layer in layers:
        layer.optimizer = Steps(learning_rate)
    for _ in range(iterations):
        tensor, labels = data.next()
        losses.append(loss_layer.forward(run_by_hand(layers, tensor), labels))
        tensor = loss_layer.backward(labels)
        for layer in reversed(layers):
            tensor = layer.backward(tensor)
    return np.array(losses)


def entries(value, name):
    """Read a list of the student's network."""
    try:
        return list(value)
    except TypeError:
        expect(False, f"`{name}` must be a list, got {type(value).__name__}")


def losses_of(network):
    """Read the losses of a student's network as an array."""
    return np.array([as_number(loss, name="an entry of `loss`") for loss in entries(network.loss, "loss")])


@check(
    task="network",
    points=1,
    hint="Set layers, loss, data_layer and loss_layer in __init__; append to layers.",
)
def test_starts_empty_and_takes_layers(student):
    """A new network is empty, and append_layer adds the layers themselves in order"""
    first, second = Affine(2.0, 0.0, "first", []), Affine(3.0, 0.0, "second", [])

    network = student.network.NeuralNetwork(as_optimizer(HandedSteps(0.1)))

    with pipelined():
        found = network.layers, network.loss, network.data_layer, network.loss_layer
    layers, loss, data_layer, loss_layer = map(settled, found)
    expect(entries(layers, "layers") == [], "`layers` of a new network must be an empty list")
    expect(entries(loss, "loss") == [], "`loss` of a new network must be an empty list")
    expect(data_layer is None, "`data_layer` of a new network must be None")
    expect(loss_layer is None, "`loss_layer` of a new network must be None")
    with pipelined():
        for layer in (first, second):
            network.append_layer(as_layer(layer))
    layers = entries(network.layers, "layers")
    expect(len(layers) == 2, f"after two calls of append_layer `layers` has {len(layers)} entries, not 2")
    in_order = layers[0] is first and layers[1] is second
    expect(in_order, "`layers` must hold the appended objects, in their order")
    assert_close(
        network.test(np.array([[1.5]])), [[9.0]], name="prediction of two layers that double and triple"
    )


@check(
    task="network",
    points=1,
    hint="Feed each layer's output to the next one and return what the loss layer gives.",
)
def test_forward_returns_the_loss(student, rng):
    """Forward runs the layers in order and returns the loss"""
    x, y = rng.standard_normal((3, 2)), rng.standard_normal((3, 2))
    layers = [Affine(2.0, 1.0, "a", []), Affine(-3.0, 0.5, "b", [])]

    loss = assemble(student, layers, Cycle((x, y))).forward()

    assert_close(as_number(loss), np.sum((-3 * (2 * x + 1) + 0.5 - y) ** 2) / 2, name="the loss of forward")


@check(
    task="network",
    points=1,
    hint="Start from loss_layer.backward(label_tensor) and go through reversed(layers).",
)
def test_backward_goes_in_reverse(student, rng):
    """Backward sends the loss layer's error through the layers from the last to the first"""
    x, y, log = rng.standard_normal((3, 2)), rng.standard_normal((3, 2)), []
    layers = [Affine(2.0, 1.0, "a", log), Affine(5.0, 0.5, "b", log), Affine(-3.0, 0.0, "c", log)]
    network = assemble(student, layers, Cycle((x, y)))

    network.forward()
    network.backward()

    calls = [f"{name}.forward" for name in "abc"] + [f"{name}.backward" for name in "cba"]
    expect(log == calls, f"the layers must be called in the order {calls}, got {log}")
    error = -3 * (5 * (2 * x + 1) + 0.5) - y
    assert_close(layers[2].error_tensor, error, name="error_tensor of the last layer")
    assert_close(layers[1].error_tensor, -3 * error, name="error_tensor of the middle layer")
    assert_close(layers[0].error_tensor, -15 * error, name="error_tensor of the first layer")


@check(
    task="network",
    points=2,
    kind="gradient",
    hint="Each layer's backward gets what the backward of the layer after it returned.",
)
def test_gradient_of_the_first_layer(student, rng):
    """The gradient that reaches the first layer's weights is the derivative of the loss"""
    x, y = rng.standard_normal((4, 3)), rng.standard_normal((4, 2))
    layers = [Dense(rng.standard_normal((4, 5))), Logistic(), Dense(rng.standard_normal((6, 2)))]
    network = assemble(student, layers, Cycle((x, y)))

    def forward(weights):
        layers[0].weights = weights
        return HalfSquares().forward(run_by_hand(layers, x), y)

    def backward(_):
        network.forward()
        network.backward()
        expect(layers[0].gradient_weights is not None, "backward never reached the first layer")
        return layers[0].gradient_weights

    assert_gradient(
        forward,
        backward,
        layers[0].weights,
        rng=rng,
        name="gradient_weights of the first layer",
        formula="e_(k-1) = layer_k.backward(e_k) for k = L, ..., 1, from e_L = loss_layer.backward(y)",
    )


@check(
    task="network", points=1, hint="In each of the n iterations: forward, backward, and append the loss once."
)
def test_train_appends_one_loss_per_iteration(student, rng):
    """Training for 3 iterations takes three batches and appends their three losses"""
    batches = [(rng.standard_normal((size, 2)), rng.standard_normal((size, 2))) for size in (3, 1, 4)]
    layer, data = Dense(rng.standard_normal((3, 2))), Cycle(*batches)
    expected = train_by_hand([Dense(layer.weights)], Cycle(*batches), 0.1, 3)
    network = assemble(student, [layer], data, learning_rate=0.1)

    network.train(3)

    expect(data.drawn == 3, f"train(3) must draw 3 batches, drew {data.drawn}")
    assert_close(losses_of(network), expected, rtol=1e-9, name="loss")


@check(
    task="network",
    points=1,
    hint="Run the input through all layers, the last one too, and return the result.",
)
def test_test_returns_the_prediction(student, rng):
    """Testing gives the output of the last layer and leaves data and losses alone"""
    x, data = rng.standard_normal((5, 2)), Cycle((np.ones((1, 2)), np.ones((1, 2))))
    network = assemble(student, [Affine(2.0, 1.0, "a", []), Affine(-3.0, 0.5, "b", [])], data)

    prediction = network.test(x)

    assert_close(prediction, -3 * (2 * x + 1) + 0.5, name="prediction")
    expect(data.drawn == 0, "test must not draw a batch from the data layer")
    expect(entries(network.loss, "loss") == [], "test must not append to `loss`")


@check(
    task="network",
    points=1,
    hint="In append_layer: if layer.trainable, layer.optimizer = copy.deepcopy(...).",
)
def test_optimizer_is_copied_for_each_trainable_layer(student, rng):
    """Every trainable layer gets its own copy of the optimizer, other layers get none"""
    optimizer = HandedSteps(0.25)
    layers = [Dense(rng.standard_normal((3, 4))), Logistic(), Dense(rng.standard_normal((5, 1)))]
    network = student.network.NeuralNetwork(as_optimizer(optimizer))

    with pipelined():
        for layer in layers:
            network.append_layer(as_layer(layer))

    first, last = layers[0].optimizer, layers[2].optimizer
    given = isinstance(first, Steps) and isinstance(last, Steps)
    expect(given, "a trainable layer has got no copy of the optimizer")
    expect(first is not last, "two layers share one optimizer")
    own = first is not optimizer and last is not optimizer
    expect(own, "a layer has got the optimizer itself, not a copy")
    expect(first.learning_rate == last.learning_rate == 0.25, "the copies must have the same learning rate")
    expect(layers[1].optimizer is None, "a layer that is not trainable must get no optimizer")


@check(task="network", points=2, hint="Compare the first losses: from which iteration on do they differ?")
def test_denoising_a_cosine(student, rng):
    """A network with 10 hidden sigmoid neurons denoises a cosine in 250 steps"""
    angle = np.linspace(0, np.pi, 50)[:, np.newaxis]
    noisy = np.cos(angle) + 0.2 * rng.standard_normal(angle.shape)
    hidden, output = rng.uniform(-0.1, 0.1, (2, 10)), rng.uniform(-0.1, 0.1, (11, 1))
    layers = (SigmoidNeurons, hidden), (Dense, output)
    twins = [kind(weights) for kind, weights in layers]
    expected = train_by_hand(twins, Cycle((angle, noisy)), 0.005, 250)
    network = assemble_there(student, layers, [(angle, noisy)], 0.005)

    network.train(250)

    assert_close(losses_of(network), expected, rtol=1e-6, name="loss")
    denoised = network.test(angle)
    assert_close(denoised, run_by_hand(twins, angle), rtol=1e-6, name="prediction")
    error = np.sqrt(np.mean((denoised - np.cos(angle)) ** 2))
    noise = np.sqrt(np.mean((noisy - np.cos(angle)) ** 2))
    expect(error < noise, f"the fit is {error:.3f} from the cosine, the noisy data only {noise:.3f}")


@check(task="network", points=2, hint="Compare the first losses: from which iteration on do they differ?")
def test_stochastic_gradient_descent_on_four_people(student, rng):
    """A 2-2-1 sigmoid network learns four people one by one, with falling loss"""
    people = np.array([[-2.0, -1.0], [25.0, 6.0], [17.0, 4.0], [-15.0, -6.0]])  # weight - 135, height - 66
    labels = np.array([1.0, 0.0, 0.0, 1.0])
    rows = [(person[np.newaxis], label.reshape(1, 1)) for person, label in zip(people, labels, strict=True)]
    layers = [(SigmoidNeurons, rng.uniform(-0.1, 0.1, size)) for size in ((3, 2), (3, 1))]
    twins = [kind(weights) for kind, weights in layers]
    expected = train_by_hand(twins, Cycle(*rows), 1.0, 60)
    network = assemble_there(student, layers, rows, 1.0)

    network.train(60)

    losses = losses_of(network)
    assert_close(losses, expected, rtol=1e-6, name="loss")
    first, last = losses[:4].sum(), losses[-4:].sum()
    expect(last < first, f"the loss of an epoch must fall, went from {first:.3f} to {last:.3f}")
    assert_close(network.test(people), labels[:, np.newaxis], atol=0.5, name="prediction")


@check(
    task="network", points=1, hint="`layers` holds the appended layers themselves, and test uses them all."
)
def test_number_of_parameters(student, rng):
    """The 784-128-64-10 network has 109,386 parameters"""
    x = rng.uniform(0, 1, (2, 784))
    first, second, third = (rng.uniform(-0.1, 0.1, size) for size in ((785, 128), (129, 64), (65, 10)))
    layers = [Dense(first), Rectifier(), Dense(second), Rectifier(), Dense(third)]
    network = assemble(student, layers, Cycle((x, np.zeros((2, 10)))))

    prediction = network.test(x)

    held = entries(network.layers, "layers")
    same = len(held) == 5 and all(map(operator.is_, held, layers))
    expect(same, "`layers` must hold the five appended layers")
    n_parameters = sum(layer.weights.size for layer in held if layer.trainable)
    expect(
        n_parameters == 109_386, f"the layers of the network have {n_parameters:,} parameters, not 109,386"
    )
    hidden = np.maximum(0, np.maximum(0, x @ first[:-1] + first[-1]) @ second[:-1] + second[-1])
    assert_close(prediction, hidden @ third[:-1] + third[-1], rtol=1e-9, name="prediction")
