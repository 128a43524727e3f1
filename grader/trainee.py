"""A network built of someone's own classes, to be trained and asked. Knows no data and no credit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.assertions import as_number
from grader.errors import CheckFailed
from grader.faults import StudentError
from grader.remote import Remote

Array = np.ndarray[Any, Any]

_TEST_ROWS = 1000
_OWN_WORK = 0.99


class Trainee:
    """A network of someone's own classes, a student's or the reference's, and its trainable layers."""

    def __init__(self, modules: Any, weights: Sequence[Array], rate: float) -> None:
        """
        Build fully connected layers with ReLU between them and SoftMax at the end.

        Args:
            modules: Has `layers`, `optimizer`, `loss` and `network` as attributes.
            weights: One matrix per layer; a copy is handed over.
            rate: The learning rate, of the gradient as the loss gives it.
        """
        self._modules, self._shapes = modules, [matrix.shape for matrix in weights]
        self.network = modules.network.NeuralNetwork(modules.optimizer.Sgd(rate))
        self._trainable = []
        for position, matrix in enumerate(weights):
            if position:
                self.network.append_layer(modules.layers.ReLU())
            layer = modules.layers.FullyConnected(matrix.shape[0] - 1, matrix.shape[1])
            layer.weights = matrix.copy()
            self.network.append_layer(layer)
            self._trainable.append(layer)
        self.network.append_layer(modules.layers.SoftMax())
        self.network.loss_layer = modules.loss.CrossEntropyLoss()

    def take_weights(self, other: Trainee) -> None:
        """Replace the weights by those that *other* has now."""
        for layer, theirs in zip(self._trainable, other._trainable, strict=True):
            layer.weights = theirs.weights.copy()

    def set_rate(self, rate: float) -> None:
        """Give each trainable layer a fresh optimizer."""
        for layer in self._trainable:
            layer.optimizer = self._modules.optimizer.Sgd(rate)

    def predict(self, inputs: Array) -> Array:
        """
        Return what the network's `test` gives for *inputs* ``(n, features)``, shape ``(n, classes)``.

        Raises:
            CheckFailed: It gives something else.
        """
        parts = (inputs[start : start + _TEST_ROWS] for start in range(0, len(inputs), _TEST_ROWS))
        return np.concatenate([self._predict(part) for part in parts])

    def _predict(self, inputs: Array) -> Array:
        predicted, shape = self.network.test(inputs), (len(inputs), self._shapes[-1][1])
        if not isinstance(predicted, np.ndarray):
            got = repr(predicted) if isinstance(predicted, Remote) else type(predicted).__name__
        elif predicted.shape != shape:
            got = f"an array of shape {predicted.shape}"
        elif predicted.dtype.kind not in "fiub":
            got = f"an array of {predicted.dtype}"
        else:
            return predicted
        raise CheckFailed(f"network.test must return one row per image, {shape}; got {got}")

    def weights(self) -> list[Any]:
        """Return what the layers have as weights now."""
        return [layer.weights for layer in self._trainable]

    def require_own_work(self, weights: Sequence[Any], inputs: Array, predicted: Array) -> None:
        """Fail the check unless the classes *predicted* are those that the layers' own *weights* give."""
        values = inputs
        for position, (matrix, shape) in enumerate(zip(weights, self._shapes, strict=True)):
            if not isinstance(matrix, np.ndarray) or matrix.shape != shape:
                raise CheckFailed(f"after the training layer.weights must have the shape {shape}")
            values = (np.maximum(values, 0.0) if position else values) @ matrix[:-1] + matrix[-1]
        same = float((values.argmax(axis=1) == predicted.argmax(axis=1)).mean())
        if same < _OWN_WORK:
            words = f"network.test and the layers' own weights agree on {same:.1%} of the images"
            raise CheckFailed(f"{words}: are copies of the layers trained, or is a layer left out?")

    def losses(self) -> Array | None:
        """Return `network.loss`, or None where it is not a list of numbers."""
        try:
            losses = self.network.loss
            entries = losses if isinstance(losses, list | tuple | np.ndarray) else [losses]
            plain = all(type(entry) is float for entry in entries)  # asked often, with thousands of entries
            return np.array(entries if plain else [as_number(entry) for entry in entries], dtype=np.float64)
        except (CheckFailed, StudentError):
            return None
