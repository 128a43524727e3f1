"""A network built of someone's own classes, to be trained and asked. Knows no data and no credit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import numpy as np

from grader.assertions import as_number
from grader.earlystop import scores
from grader.errors import CheckFailed
from grader.faults import StudentError
from grader.pipeline import pipelined, settled
from grader.remote import Remote

Array = np.ndarray[Any, Any]

_TEST_ROWS = 1000
OWN_WORK = 0.99
"""The least part of the images on which answers and weights agree."""


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
        with pipelined():
            made = [modules.layers.FullyConnected(rows - 1, columns) for rows, columns in self._shapes]
            bends = [modules.layers.ReLU() for _ in made[1:]]
            last, loss_layer = modules.layers.SoftMax(), modules.loss.CrossEntropyLoss()
        self._trainable = [settled(layer) for layer in made]
        with pipelined():
            self.take_weights(weights)
            for layer, bend in zip_longest(self._trainable, bends, fillvalue=last):
                self.network.append_layer(layer)
                self.network.append_layer(bend)
            self.network.loss_layer = loss_layer

    def take_weights(self, weights: Sequence[Array]) -> None:
        """Replace the weights of all layers by copies of *weights*."""
        for layer, matrix in zip(self._trainable, weights, strict=True):
            layer.weights = matrix.copy()

    def set_rate(self, rate: float) -> None:
        """Give each trainable layer a fresh optimizer."""
        for layer in self._trainable:
            layer.optimizer = self._modules.optimizer.Sgd(rate)

    def predict(self, parts: Sequence[Array], handed: Sequence[object]) -> Array:
        """
        Return what the network's `test` gives for all *parts*, shape ``(n, classes)``.

        Args:
            parts: Inputs, each ``(rows, features)``; see `parts_of`.
            handed: For each of them what is handed over: itself, or what holds it in the worker.

        Raises:
            CheckFailed: It gives something else.
        """
        return np.concatenate(
            [self._predict(thing, len(part)) for part, thing in zip(parts, handed, strict=True)]
        )

    def _predict(self, inputs: object, rows: int) -> Array:
        predicted, shape = self.network.test(inputs), (rows, self._shapes[-1][1])
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

    def sound_weights(self) -> list[Array] | None:
        """Return the layers' weights, or None unless they are matrices of real numbers as they must be."""
        try:
            weights = self.weights()
        except StudentError:
            return None
        pairs = zip(weights, self._shapes, strict=True)
        sound = all(_is_matrix(matrix, shape) and matrix.dtype.kind in "fiub" for matrix, shape in pairs)
        return [matrix.copy() for matrix in weights] if sound else None

    def own_scores(self, weights: Sequence[Any], inputs: Array) -> Array:
        """
        Return what the layers' own *weights* answer to *inputs*, computed here.

        Raises:
            CheckFailed: They are no matrices of the right shapes.
        """
        for matrix, shape in zip(weights, self._shapes, strict=True):
            if not _is_matrix(matrix, shape):
                raise CheckFailed(f"after the training layer.weights must have the shape {shape}")
        return scores(weights, inputs)

    def losses(self) -> Array | None:
        """Return `network.loss`, or None where it is not a list of numbers."""
        try:
            losses = self.network.loss
            entries = losses if isinstance(losses, list | tuple | np.ndarray) else [losses]
            plain = all(type(entry) is float for entry in entries)  # asked often, with thousands of entries
            return np.array(entries if plain else [as_number(entry) for entry in entries], dtype=np.float64)
        except (CheckFailed, StudentError):
            return None


def parts_of(inputs: Array) -> list[Array]:
    """Return *inputs* ``(n, features)`` in parts of so many rows as a network is asked about at once."""
    return [inputs[start : start + _TEST_ROWS] for start in range(0, len(inputs), _TEST_ROWS)]


def require_own_work(own: Array, predicted: Array) -> None:
    """Fail the check unless the classes *predicted* are those of the layers' *own* scores."""
    same = agreement(own, predicted)
    if same < OWN_WORK:
        words = f"network.test and the layers' own weights agree on {same:.1%} of the images"
        raise CheckFailed(f"{words}: are copies of the layers trained, or is a layer left out?")


def agreement(own: Array, predicted: Array) -> float:
    """Return in how many rows the largest entry stands at the same place."""
    return float((own.argmax(axis=1) == predicted.argmax(axis=1)).mean())


def _is_matrix(matrix: Any, shape: tuple[int, ...]) -> bool:
    return isinstance(matrix, np.ndarray) and matrix.shape == shape
