"""
Hidden checks of network.py.

The student's network is compared with a twin: the reference's network with equal weights on equal batches.
Where calls are counted it is built of the reference's layers and losses, which stay with the check; where it
is trained for long, of small ones written below, which live where the student's network does.
"""

import copy
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from grader import as_number, assert_close, check, expect, exported, pipelined, resident


class Logged:
    """A layer or a loss layer that writes each call into *log*, under *name*."""

    label_tensor = None

    def __init__(self, inner, name, log):
        self.inner, self.name, self.log = inner, name, log

    @property
    def trainable(self):
        """Say what the layer inside says."""
        return self.inner.trainable

    @property
    def optimizer(self):
        """Give the optimizer of the layer inside."""
        return getattr(self.inner, "optimizer", None)

    @optimizer.setter
    def optimizer(self, optimizer):
        if optimizer is not None:
            self.log.append(f"{self.name}.optimizer")
        self.inner.optimizer = optimizer

    def forward(self, *tensors, **named):
        """Log the call and pass it on, arguments by position or by the names of the statement."""
        self.log.append(f"{self.name}.forward")
        self.label_tensor = named.get("label_tensor", tensors[-1] if tensors else None)
        return self.inner.forward(*tensors, **named)

    def backward(self, *tensors, **named):
        """Log the call and pass it on, likewise."""
        self.log.append(f"{self.name}.backward")
        return self.inner.backward(*tensors, **named)


class Feed:
    """A data layer that gives the same batches over and over and logs each."""

    def __init__(self, pairs, log):
        self.pairs, self.log, self.drawn = pairs, log, 0

    def next(self):
        """Return the next pair of inputs and labels."""
        self.log.append("data.next")
        self.drawn += 1
        return self.pairs[(self.drawn - 1) % len(self.pairs)]


class CountingSteps:
    """Gradient descent that counts the updates it was asked for."""

    def __init__(self, learning_rate):
        self.learning_rate, self.updates = learning_rate, 0

    def calculate_update(self, weight_tensor, gradient_tensor):
        """Return the weights a step further."""
        self.updates += 1
        return weight_tensor - self.learning_rate * gradient_tensor

    def copy(self):
        """Return what copy.deepcopy would, for networks that ask for it so."""
        return as_optimizer(copy.deepcopy(self))


class Steps:
    """Gradient descent."""

    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def calculate_update(self, weight_tensor, gradient_tensor):
        """Return the weights a step further."""
        return weight_tensor - self.learning_rate * gradient_tensor

    def copy(self):
        """Return what copy.deepcopy would."""
        return Steps(self.learning_rate)


class Connected:
    """A fully connected layer: ``[x, 1] W``."""

    trainable = True

    def __init__(self, weights):
        self.weights, self.gradient_weights, self.optimizer = weights, None, None

    def forward(self, input_tensor):
        """Return ``[x, 1] W``."""
        self.extended = np.hstack([input_tensor, np.ones((len(input_tensor), 1))])
        return self.extended @ self.weights

    def backward(self, error_tensor):
        """Return ``E W'^T`` and, if there is an optimizer, update the weights."""
        old, self.gradient_weights = self.weights, self.extended.T @ error_tensor
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(old, self.gradient_weights)
        return error_tensor @ old[:-1].T


class Bend:
    """The hyperbolic tangent, entry by entry."""

    trainable, optimizer = False, None

    def forward(self, input_tensor):
        """Return tanh(x)."""
        self.output = np.tanh(input_tensor)
        return self.output

    def backward(self, error_tensor):
        """Return ``e (1 - y^2)``."""
        return error_tensor * (1 - self.output**2)


class Probabilities:
    """The softmax of each row."""

    trainable, optimizer = False, None

    def forward(self, input_tensor):
        """Return positive numbers of sum 1 in each row."""
        powers = np.exp(input_tensor - input_tensor.max(axis=1, keepdims=True))
        self.output = powers / powers.sum(axis=1, keepdims=True)
        return self.output

    def backward(self, error_tensor):
        """Return ``p (e - e p^T)``, row by row."""
        return self.output * (error_tensor - (error_tensor * self.output).sum(axis=1, keepdims=True))


class Surprise:
    """The cross entropy of one-hot labels, summed over the batch."""

    prediction_tensor = label_tensor = None

    def forward(self, prediction_tensor, label_tensor):
        """Return the loss as a float."""
        self.prediction_tensor, self.label_tensor = prediction_tensor, label_tensor
        return float(-np.sum(label_tensor * np.log(prediction_tensor)))

    def backward(self, label_tensor):
        """Return ``-y / p``."""
        return -label_tensor / self.prediction_tensor


def as_optimizer(optimizer):
    """Hand *optimizer* to the student's network."""
    return exported(optimizer, methods=("calculate_update", "copy"), attributes=("learning_rate",))


def as_layer(layer, number, log):
    """Hand *layer* to the student's network as the one of this *number*."""
    logged = Logged(layer, f"layer{number}", log)
    return exported(
        logged, methods=("forward", "backward"), attributes=("trainable",), settable=("optimizer",)
    )


def draw_batches(rng, sizes, n_inputs=5, n_classes=3):
    """Draw one batch of inputs and one-hot labels per size."""
    return [
        (rng.standard_normal((n, n_inputs)), np.eye(n_classes)[rng.integers(n_classes, size=n)])
        for n in sizes
    ]


def draw_layers(reference, rng, hidden=(4,), n_inputs=5, n_classes=3):
    """Make reference layers: fully connected with TanH between, SoftMax at the end."""
    layers, sizes = [], (n_inputs, *hidden, n_classes)
    for n_in, n_out in pairwise(sizes):
        connected = reference.layers.FullyConnected(n_in, n_out)
        connected.weights = rng.uniform(-1, 1, (n_in + 1, n_out))
        layers += [connected, reference.layers.TanH()]
    return [*layers[:-1], reference.layers.SoftMax()]


def build(student, reference, layers, batches, learning_rate=0.05):
    """
    Put the same network together twice.

    Returns:
        The student's network, of *layers*; what it was given; the reference's, of equal layers.
    """
    twin = reference.network.NeuralNetwork(CountingSteps(learning_rate))
    twin.data_layer, twin.loss_layer = Feed(batches, []), reference.loss.CrossEntropyLoss()
    for layer in copy.deepcopy(layers):
        twin.append_layer(layer)
    log, optimizer = [], CountingSteps(learning_rate)
    given = SimpleNamespace(log=log, optimizer=optimizer, data=Feed(batches, log))
    loss_layer = Logged(reference.loss.CrossEntropyLoss(), "loss", log)
    given.loss_layer = exported(loss_layer, methods=("forward", "backward"), attributes=("label_tensor",))
    given.layers = [as_layer(layer, number, log) for number, layer in enumerate(layers, start=1)]
    network = student.network.NeuralNetwork(as_optimizer(optimizer))
    with pipelined():
        network.data_layer, network.loss_layer = exported(given.data, methods=("next",)), given.loss_layer
        for layer in given.layers:
            network.append_layer(layer)
    log.clear()
    return network, given, twin


def draw_kinds(rng, hidden=(4,), n_inputs=5, n_classes=3):
    """Draw the same kind of network as classes, each with what its constructor takes."""
    kinds, sizes = [], (n_inputs, *hidden, n_classes)
    for n_in, n_out in pairwise(sizes):
        kinds += [(Connected, rng.uniform(-1, 1, (n_in + 1, n_out))), (Bend,)]
    return [*kinds[:-1], (Probabilities,)]


def build_there(student, reference, kinds, batches, learning_rate=0.05):
    """
    Put the same network together twice, the student's of things that all live where it does.

    Returns:
        The student's network; its layers and its data layer; the reference's, of equal layers.
    """
    twin = reference.network.NeuralNetwork(Steps(learning_rate))
    twin.data_layer, twin.loss_layer = Feed(batches, []), Surprise()
    for kind, *args in kinds:
        twin.append_layer(kind(*args))
    with pipelined():
        optimizer, loss_layer = resident(student, Steps, learning_rate), resident(student, Surprise)
        data = resident(student, Feed, batches, [])
        layers = [resident(student, kind, *args) for kind, *args in kinds]
    network = student.network.NeuralNetwork(optimizer)
    with pipelined():
        network.data_layer, network.loss_layer = data, loss_layer
        for layer in layers:
            network.append_layer(layer)
    return network, SimpleNamespace(layers=layers, data=data), twin


def entries(value, name):
    """Read a list of the student's network."""
    try:
        return list(value)
    except TypeError:
        expect(False, f"`{name}` must be a list, got {type(value).__name__}")


def losses_of(network):
    """Read the losses of a student's network as an array."""
    return np.array([as_number(loss, name="an entry of `loss`") for loss in entries(network.loss, "loss")])


def iteration(n_layers):
    """List the calls of one iteration."""
    numbers = range(1, n_layers + 1)
    forward = [f"layer{number}.forward" for number in numbers]
    backward = [f"layer{number}.backward" for number in reversed(numbers)]
    return ["data.next", *forward, "loss.forward", "loss.backward", *backward]


def assert_same_weights(layers, twin, rtol=1e-9):
    """Compare the weights of the layers that the student's network trained with those of the twin."""
    both = list(zip(layers, twin.layers, strict=True))
    with pipelined():
        pairs = [(layer.weights, other.weights) if other.trainable else () for layer, other in both]
    for number, (found, right) in ((n, pair) for n, pair in enumerate(pairs, start=1) if pair):
        assert_close(found, right, rtol=rtol, name=f"weights of layer {number}")


@check(
    task="network",
    points=1,
    hint="forward returns the number that loss_layer.forward gave, not the prediction.",
)
@pytest.mark.parametrize("size", [1, 6], ids=["one-sample", "six-samples"])
def test_forward_gives_the_loss_of_the_batch(student, reference, rng, size):
    """Forward returns the loss of a batch of {size}"""
    network, _, twin = build(student, reference, draw_layers(reference, rng), draw_batches(rng, [size]))

    loss = network.forward()

    assert_close(as_number(loss), twin.forward(), rtol=1e-9, name="the loss of forward")


@check(task="network", points=1, hint="Append to `loss` in train, not in forward.")
def test_forward_leaves_the_loss_list_alone(student, reference, rng):
    """Forward does not append to the list of losses, train does"""
    network, _, twin = build(student, reference, draw_layers(reference, rng), draw_batches(rng, [4, 2]))

    network.forward()
    twin.forward()

    n_losses = len(losses_of(network))
    expect(n_losses == 0, f"after one forward without train `loss` has {n_losses} entries, not 0")
    network.train(2)
    twin.train(2)
    assert_close(losses_of(network), np.array(twin.loss), rtol=1e-9, name="loss")


@check(
    task="network",
    points=2,
    kind="gradient",
    hint="Chain the errors: each layer's backward gets what the layer after it returned.",
)
@pytest.mark.parametrize(
    "hidden, size",
    [((), 3), ((4,), 1), ((6, 2, 4), 5)],
    ids=["one-connected-layer", "batch-of-one", "four-connected-layers"],
)
def test_gradients_of_all_weights(student, reference, rng, hidden, size):
    """Backward gives every layer the gradient of the loss"""
    layers = draw_layers(reference, rng, hidden)
    network, _, twin = build(student, reference, layers, draw_batches(rng, [size]))

    network.forward()
    network.backward()
    twin.forward()
    twin.backward()

    for number, (layer, other) in enumerate(zip(layers, twin.layers, strict=True), start=1):
        if layer.trainable:
            expect(layer.gradient_weights is not None, f"backward never reached layer {number}")
            name = f"gradient_weights of layer {number}"
            assert_close(layer.gradient_weights, other.gradient_weights, rtol=1e-9, name=name)


@check(
    task="network", points=1, hint="Keep the labels in forward and hand the same ones to loss_layer.backward."
)
def test_backward_uses_the_batch_of_the_last_forward(student, reference, rng):
    """Backward belongs to the last forward and draws no batch"""
    layers = draw_layers(reference, rng)
    network, given, twin = build(student, reference, layers, draw_batches(rng, [4, 4, 4]))

    for either in (network, twin):
        either.forward()
        either.forward()
        either.backward()

    expect(
        given.data.drawn == 2, f"two forwards and one backward must draw 2 batches, drew {given.data.drawn}"
    )
    assert_same_weights(layers, twin)


@check(
    task="network",
    points=1,
    hint="Per iteration: every layer once forward in order, once backward in reverse.",
)
def test_calls_of_an_iteration(student, reference, rng):
    """Training calls data, layers and loss once per iteration, in the right order"""
    layers = draw_layers(reference, rng, hidden=(4, 3))
    network, given, _ = build(student, reference, layers, draw_batches(rng, [3, 2]))

    network.train(2)

    expected = 2 * iteration(len(layers))
    differing = [i for i, calls in enumerate(zip(given.log, expected, strict=False)) if calls[0] != calls[1]]
    at = differing[0] if differing else min(len(given.log), len(expected))
    came, right = [*given.log, "nothing"][at], [*expected, "nothing"][at]
    expect(given.log == expected, f"call {at + 1} of two iterations must be {right}, was {came}")


@check(
    task="network",
    points=1,
    hint="Layers update themselves in backward; train must add no update and skip none.",
)
def test_one_update_per_iteration_and_layer(student, reference, rng):
    """Every trainable layer is updated once per iteration, by its own optimizer"""
    layers = draw_layers(reference, rng, hidden=(4, 3))
    network, given, twin = build(student, reference, layers, draw_batches(rng, [3, 5]))

    network.train(2)
    twin.train(2)

    for number, layer in enumerate(layers, start=1):
        if layer.trainable:
            expect(isinstance(layer.optimizer, CountingSteps), f"layer {number} has no copy of the optimizer")
            updates = layer.optimizer.updates
            expect(
                updates == 2, f"train(2) must update layer {number} 2 times, its optimizer counted {updates}"
            )
    expect(
        given.optimizer.updates == 0, "the layers must use copies: the network's own optimizer made an update"
    )
    assert_same_weights(layers, twin)


@check(
    task="network",
    points=1,
    hint="train(n) is a loop of n iterations that goes on from where the last one ended.",
)
@pytest.mark.parametrize("iterations", [(0, 1), (3, 4)], ids=["none-then-one", "three-then-four"])
def test_train_continues(student, reference, rng, iterations):
    """A second train continues the first and lengthens the list of losses"""
    batches = draw_batches(rng, [3, 2, 5, 1])
    network, given, twin = build_there(student, reference, draw_kinds(rng), batches)

    for either in (network, twin):
        with pipelined():
            for n in iterations:
                either.train(n)

    drawn = given.data.drawn
    expect(drawn == sum(iterations), f"{sum(iterations)} iterations drew {drawn} batches")
    assert_close(losses_of(network), np.array(twin.loss), rtol=1e-9, name="loss")
    assert_same_weights(given.layers, twin)


@check(task="network", points=1, hint="In test: only layer.forward, over all layers, SoftMax included.")
@pytest.mark.parametrize("size", [1, 7], ids=["one-sample", "seven-samples"])
def test_prediction_after_training(student, reference, rng, size):
    """After training, test gives the output of the last layer for a batch of {size} and asks nothing else"""
    x = rng.standard_normal((size, 5))
    network, given, twin = build(student, reference, draw_layers(reference, rng), draw_batches(rng, [4]))
    network.train(2)
    twin.train(2)
    given.log.clear()

    prediction = network.test(x)

    assert_close(prediction, twin.test(x), rtol=1e-9, name="prediction")
    others = [call for call in given.log if call.startswith(("data", "loss")) or call.endswith("backward")]
    expect(not others, f"test must ask the layers' forward and nothing else, asked {others}")
    expect(len(losses_of(network)) == 2, "test must not change `loss`")


@check(
    task="network", points=1, hint="Give each trainable layer copy.deepcopy(optimizer), the others nothing."
)
def test_every_layer_has_its_own_optimizer(student, reference, rng):
    """Three trainable layers get three copies of the optimizer, the activations none"""
    layers = draw_layers(reference, rng, hidden=(4, 3))
    del layers[1]  # so that two layers that can be trained follow each other
    optimizer = CountingSteps(0.125)
    log, network = [], student.network.NeuralNetwork(as_optimizer(optimizer))

    with pipelined():
        for number, layer in enumerate(layers, start=1):
            network.append_layer(as_layer(layer, number, log))

    given_to = sorted(set(log))
    expect(
        given_to == ["layer1.optimizer", "layer2.optimizer", "layer4.optimizer"],
        f"exactly the layers 1, 2 and 4 can be trained and must get an optimizer, got {given_to}",
    )
    optimizers = [optimizer, *(layer.optimizer for layer in layers if layer.trainable)]
    expect(
        len({id(one) for one in optimizers}) == 4,
        "two layers, or a layer and the network, share one optimizer",
    )
    expect(
        [getattr(one, "learning_rate", None) for one in optimizers] == 4 * [0.125],
        "a layer's optimizer is no copy of the network's",
    )


@check(
    task="network",
    points=1,
    hint="Keep the layers that you were given; copy only the optimizer.",
)
def test_given_layers_are_trained(student, reference, rng):
    """The network trains the very layers that it was given, not copies"""
    layers = draw_layers(reference, rng)
    network, given, twin = build(student, reference, layers, draw_batches(rng, [3, 4]))

    network.train(2)
    twin.train(2)

    copied = [number for number, layer in enumerate(given.layers, start=1) if layer.copies]
    expect(not copied, f"layers must not be copied, but the layers {copied} were")
    assert_same_weights(layers, twin)


@check(
    task="network",
    points=1,
    hint="Make the lists in __init__, not in the class body or as default arguments.",
)
def test_two_networks_share_nothing(student, reference, rng):
    """Two networks have their own layers, losses, labels and data"""
    one, _, one_twin = build_there(student, reference, draw_kinds(rng), draw_batches(rng, [12]))
    other, given, other_twin = build_there(
        student, reference, draw_kinds(rng, hidden=()), draw_batches(rng, [12])
    )  # no chance of equal labels

    for first, second in ((one, other), (one_twin, other_twin)):
        with pipelined():
            first.train(2)
            second.forward()
            first.forward()
            second.backward()
            second.train(1)

    n_layers = [len(entries(network.layers, "layers")) for network in (one, other)]
    expect(n_layers == [4, 2], f"networks of 4 and 2 layers list {n_layers}: do they share `layers`?")
    assert_close(losses_of(one), np.array(one_twin.loss), rtol=1e-9, name="loss of the first network")
    assert_close(losses_of(other), np.array(other_twin.loss), rtol=1e-9, name="loss of the second network")
    assert_same_weights(given.layers, other_twin)


@check(
    task="network",
    points=3,
    hint="Find the first step whose loss differs: what happened in the one before?",
    needs=("network/train_appends_one_loss_per_iteration",),
)
def test_twenty_training_steps(student, reference, rng):
    """Twenty steps on batches of changing size follow the reference loss by loss"""
    kinds, batches = draw_kinds(rng, hidden=(8, 6)), draw_batches(rng, [5, 1, 7, 3])
    network, given, twin = build_there(student, reference, kinds, batches, learning_rate=0.02)

    network.train(20)
    twin.train(20)

    assert_close(losses_of(network), np.array(twin.loss), rtol=1e-9, name="loss")
    assert_same_weights(given.layers, twin)
