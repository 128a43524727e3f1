"""Specify how objects of a course with other conventions look to the checks."""

import copy

import numpy as np
import pytest

from grader.views import Class, Conversion, LayerView, LossView, bare, view

OTHER = Conversion(transposed=True, bias_first=True)
CANONICAL = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [0.1, 0.2]])
OWN = np.array([[0.1, 1.0, 3.0, 5.0], [0.2, 2.0, 4.0, 6.0]])


class Layer:
    """A layer with its biases in the first column of transposed weights."""

    trainable = True

    def __init__(self, weights=OWN):
        self.weights, self.gradient_weights, self.optimizer = weights.copy(), None, None

    def forward(self, x):
        """Return ``[1, x] W^T``."""
        self.extended = np.hstack([np.ones((len(x), 1)), x])
        return self.extended @ self.weights.T

    def backward(self, error):
        """Update the weights; return what the update was given."""
        self.gradient_weights = error.T @ self.extended
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error @ self.weights[:, 1:]

    def __len__(self):
        return 2

    def fail(self):
        """Raise."""
        raise KeyError("mine")


class Optimizer:
    """Keeps what it is given."""

    def calculate_update(self, weights, gradient):
        """Return a step of 1."""
        self.seen = weights, gradient
        return weights - gradient


class Mean:
    """The mean of half the squares."""

    def forward(self, prediction, label):
        """Return the loss."""
        self.difference = prediction - label
        return float(np.sum(self.difference**2) / 2 / len(label))

    def backward(self, label):
        """Return its gradient."""
        return self.difference / len(label)


@pytest.mark.parametrize(
    "conversion, own",
    [
        (OTHER, OWN),
        (Conversion(transposed=True), CANONICAL.T),
        (Conversion(bias_first=True), CANONICAL[[3, 0, 1, 2]]),
    ],
    ids=["both", "transposed", "bias first"],
)
def test_weights_are_converted_there_and_back(conversion, own):
    """Whatever is not a matrix is left as it is: the check will say what is wrong with it."""
    np.testing.assert_array_equal(conversion.own(CANONICAL), own)
    np.testing.assert_array_equal(conversion.canonical(own), CANONICAL)
    for junk in (None, 3.0, np.ones(3), "weights", [[1.0]]):
        assert conversion.canonical(junk) is junk
        assert conversion.own(junk) is junk


def test_a_layer_shows_canonical_arrays_and_computes_with_its_own():
    """Weights set from outside arrive in the course's form, and gradients leave in that of the checks."""
    layer = view(LayerView, Layer(np.zeros((2, 4))), OTHER)
    x, error = np.array([[1.0, 2.0, 3.0]]), np.array([[1.0, -1.0]])

    layer.weights = CANONICAL
    output = layer.forward(x)
    layer.backward(error)

    np.testing.assert_array_equal(bare(layer).weights, OWN)
    np.testing.assert_allclose(output, x @ CANONICAL[:-1] + CANONICAL[-1])
    np.testing.assert_array_equal(layer.gradient_weights, np.outer([1.0, 2.0, 3.0, 1.0], error))


def test_transposed_weights_share_memory_with_those_that_were_set():
    """A check that set them can tell whether the layer has written into them."""
    layer, held = view(LayerView, Layer(), Conversion(transposed=True)), CANONICAL.copy()

    layer.weights = held
    bare(layer).weights -= 1.0

    np.testing.assert_array_equal(held, CANONICAL - 1.0)


def test_an_optimizer_set_on_a_layer_sees_canonical_arrays():
    """The layer itself gets its own form back; who asks for the optimizer gets the one that was set."""
    layer, optimizer = view(LayerView, Layer(), OTHER), Optimizer()

    layer.optimizer = optimizer
    layer.forward(np.array([[1.0, 2.0, 3.0]]))
    layer.backward(np.array([[1.0, -1.0]]))

    gradient = np.outer([1.0, 2.0, 3.0, 1.0], [1.0, -1.0])
    assert layer.optimizer is optimizer
    np.testing.assert_array_equal(optimizer.seen[0], CANONICAL)
    np.testing.assert_array_equal(optimizer.seen[1], gradient)
    np.testing.assert_array_equal(layer.weights, CANONICAL - gradient)
    assert bare(layer).weights.shape == OWN.shape


def test_a_view_passes_for_what_it_stands_for():
    """Class, special methods, other attributes, deletion and exceptions are the object's own."""
    layer = view(LayerView, Layer(), OTHER)
    layer.extra = [1]

    assert isinstance(layer, Layer)
    assert len(layer) == 2
    assert not callable(layer)
    assert bare(layer).extra is layer.extra
    assert "extra" in vars(layer)
    del layer.extra
    with pytest.raises(AttributeError, match="'Layer' object has no attribute 'extra'"):
        layer.extra  # noqa: B018  reading it is the point
    with pytest.raises(KeyError, match="mine"):
        layer.fail()


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_a_copy_of_a_view_is_a_view_of_a_copy(copied):
    """What the copy learns, the original does not."""
    layer = view(LayerView, Layer(), OTHER)

    twin = copied(layer)
    twin.weights = np.zeros((4, 2))

    np.testing.assert_array_equal(layer.weights, CANONICAL)
    assert twin.weights.shape == (4, 2)
    assert bare(twin).weights.shape == (2, 4)


def test_a_deep_copy_has_its_own_optimizer():
    """As without a view."""
    layer = view(LayerView, Layer(), OTHER)
    layer.optimizer = Optimizer()

    assert isinstance(copy.deepcopy(layer).optimizer, Optimizer)
    assert copy.deepcopy(layer).optimizer is not layer.optimizer


def test_a_mean_is_shown_as_the_sum_that_it_comes_from():
    """Value and gradient are multiplied by the size of the batch of the latest forward."""
    loss = view(LossView, Mean(), Conversion(divisors=("mean", "sum")))

    for rows in (4, 1, 3):
        prediction, label = np.full((rows, 2), 3.0), np.ones((rows, 2))
        assert loss.forward(prediction, label) == pytest.approx(4.0 * rows)
        np.testing.assert_allclose(loss.backward(label), 2.0)


@pytest.mark.parametrize(
    "own, canonical, factor",
    [
        ("sum", "sum", 1),
        ("mean", "sum", 4),
        ("mean_of_entries", "sum", 12),
        ("sum", "mean", 1 / 4),
        ("mean", "mean_of_entries", 1 / 3),
        ("mean_of_entries", "mean", 3),
    ],
)
def test_factors_between_the_ways_to_average(own, canonical, factor):
    """For a prediction of 4 rows with 3 entries each."""
    assert Conversion(divisors=(own, canonical)).factor(np.ones((4, 3))) == pytest.approx(factor)


@pytest.mark.parametrize("value", [None, "loss", True, [1.0]])
def test_what_is_no_number_is_not_multiplied(value):
    """It is told as the mistake that it is."""

    class Wrong:
        def forward(self, *_):
            return value

    assert view(LossView, Wrong(), Conversion(divisors=("mean", "sum"))).forward(np.ones((2, 2)), 0) is value


def test_a_single_precision_loss_stays_one():
    """A factor must not hide of which kind a number is."""

    class Single(Mean):
        def forward(self, prediction, label):
            return np.float32(super().forward(prediction, label))

    loss = view(LossView, Single(), Conversion(divisors=("mean", "sum")))

    assert loss.forward(np.ones((4, 2)), np.zeros((4, 2))).dtype == np.float32


def test_a_class_makes_views_of_instances_that_are_its_own():
    """`isinstance` holds with the class and with what stands for it."""
    made = Class(Layer, lambda instance: view(LayerView, instance, OTHER))

    layer = made(OWN)

    assert isinstance(layer, made)
    assert isinstance(layer, Layer)
    assert made.trainable is True
    np.testing.assert_array_equal(layer.weights, CANONICAL)
