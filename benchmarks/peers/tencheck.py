"""
Ten checks of layers in plain NumPy: five of `forward`, five of `backward` by finite differences.

What every grader in the comparison runs, each in its own form, so that all of them do the same arithmetic.
Knows no grader and imports NumPy alone; a check takes whatever has the classes of `layers.py` as attributes
and raises AssertionError. *together* is a context for many calls at once, for a grader whose calls travel.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Together = Callable[[], AbstractContextManager[Any]]
SHAPE = (2, 4)
OUTPUTS = 3
STEP = 1e-5


def fully_connected_forward(layers: Any, together: Together = nullcontext) -> None:  # noqa: ARG001  as all of them
    """FullyConnected: forward is [X, 1] W."""
    layer, x, weights = _connected(layers)
    close(layer.forward(x), np.hstack([x, np.ones((len(x), 1))]) @ weights)


def relu_forward(layers: Any, together: Together = nullcontext) -> None:  # noqa: ARG001  as above
    """ReLU: forward cuts off what is negative."""
    x = _inputs(2)
    close(layers.ReLU().forward(x), np.maximum(x, 0.0))


def sigmoid_forward(layers: Any, together: Together = nullcontext) -> None:  # noqa: ARG001  as above
    """Sigmoid: forward is 1 / (1 + exp(-x))."""
    x = _inputs(3)
    close(layers.Sigmoid().forward(x), 1.0 / (1.0 + np.exp(-x)))


def tanh_forward(layers: Any, together: Together = nullcontext) -> None:  # noqa: ARG001  as above
    """TanH: forward is tanh."""
    x = _inputs(4)
    close(layers.TanH().forward(x), np.tanh(x))


def softmax_forward(layers: Any, together: Together = nullcontext) -> None:  # noqa: ARG001  as above
    """SoftMax: forward gives probabilities."""
    x = _inputs(5)
    powers = np.exp(x)
    close(layers.SoftMax().forward(x), powers / powers.sum(axis=1, keepdims=True))


def fully_connected_backward(layers: Any, together: Together = nullcontext) -> None:
    """FullyConnected: backward agrees with finite differences, of the input and of the weights."""
    layer, x, weights = _connected(layers)
    error = np.random.default_rng(6).standard_normal((len(x), OUTPUTS))
    layer.forward(x)
    found, of_weights = layer.backward(error), layer.gradient_weights

    def with_weights(changed: Array) -> Any:
        layer.weights = changed
        return layer.forward(x)

    close(of_weights, differences(with_weights, weights, error, together))
    layer.weights = weights
    close(found, differences(layer.forward, x, error, together))


def relu_backward(layers: Any, together: Together = nullcontext) -> None:
    """ReLU: backward agrees with finite differences."""
    _backward(layers.ReLU(), 7, together)


def sigmoid_backward(layers: Any, together: Together = nullcontext) -> None:
    """Sigmoid: backward agrees with finite differences."""
    _backward(layers.Sigmoid(), 8, together)


def tanh_backward(layers: Any, together: Together = nullcontext) -> None:
    """TanH: backward agrees with finite differences."""
    _backward(layers.TanH(), 9, together)


def softmax_backward(layers: Any, together: Together = nullcontext) -> None:
    """SoftMax: backward agrees with finite differences."""
    _backward(layers.SoftMax(), 10, together)


CHECKS: tuple[Callable[..., None], ...] = (
    fully_connected_forward,
    relu_forward,
    sigmoid_forward,
    tanh_forward,
    softmax_forward,
    fully_connected_backward,
    relu_backward,
    sigmoid_backward,
    tanh_backward,
    softmax_backward,
)


def differences(forward: Callable[[Array], Any], x: Array, error: Array, together: Together) -> Array:
    """Return the derivative of ``sum(error * forward(x))`` by centred differences, entry by entry."""
    points = []
    for place in np.ndindex(x.shape):
        for step in (STEP, -STEP):
            point = x.copy()
            point[place] += step
            points.append(point)
    with together():
        outputs = [forward(point) for point in points]
    sums = [np.sum(error * np.asarray(output)) for output in outputs]
    return (np.array(sums[::2]) - np.array(sums[1::2])).reshape(x.shape) / (2 * STEP)


def close(actual: Any, expected: Array) -> None:
    """
    Compare shape and entries.

    Raises:
        AssertionError: They differ; NaN differs from all.
    """
    actual = np.asarray(actual)
    if actual.shape != expected.shape:
        raise AssertionError(f"expected shape {expected.shape}, got {actual.shape}")
    if not np.all(np.abs(actual - expected) <= 1e-6):
        raise AssertionError(f"expected {expected.tolist()}, got {actual.tolist()}")


def _backward(layer: Any, seed: int, together: Together) -> None:
    x, error = _inputs(seed), np.random.default_rng(100 + seed).standard_normal(SHAPE)
    layer.forward(x)
    close(layer.backward(error), differences(layer.forward, x, error, together))


def _connected(layers: Any) -> tuple[Any, Array, Array]:
    """Return a layer with weights of ours, an input and these weights."""
    rng = np.random.default_rng(1)
    layer = layers.FullyConnected(SHAPE[1], OUTPUTS)
    weights = layer.weights = rng.standard_normal((SHAPE[1] + 1, OUTPUTS))
    return layer, rng.standard_normal(SHAPE), weights


def _inputs(seed: int) -> Array:
    """Return entries whose distance from the kink at 0 is at least 0.2, of both signs."""
    rng = np.random.default_rng(seed)
    return rng.choice([-1.0, 1.0], SHAPE) * rng.uniform(0.2, 2.0, SHAPE)
