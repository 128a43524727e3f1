"""
Compute what known mistakes in layers would give from the same numbers. Pure NumPy.

Each function gives pairs of one of `patterns.INSTEAD` and an array; which of them came, if any, is for
`patterns.find` to tell. Arrays that are no part of such a layer give nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.pairs import Array

Alternatives = Iterator[tuple[str, Array]]


def of_forward(x: Array, weights: Array | None) -> Alternatives:
    """
    Give wrong outputs for an input.

    Args:
        x: Shape ``(batch, features)``.
        weights: Those of a fully connected layer, the biases in the last row.
    """
    if x.ndim != 2 or not x.size:
        return
    if weights is not None and weights.ndim == 2 and len(weights) == x.shape[1] + 1:
        linear = x @ weights[:-1]
        yield "the biases are not added", linear
        yield "the biases are added twice", linear + 2 * weights[-1]
    exponentials = np.exp(x - x.max())
    yield "normalised over the batch instead of the row", exponentials / exponentials.sum(axis=0)
    by_row = np.exp(x - x.max(axis=1, keepdims=True))
    yield "normalised over the batch instead of the row", by_row / by_row.sum(axis=0)
    yield "normalised over the whole batch", exponentials / exponentials.sum()
    yield "not normalised", np.exp(x)
    yield "not normalised", by_row


def of_backward(x: Array | None, y: Array | None, error: Array, updated: Array | None) -> Alternatives:
    """
    Give wrong errors for the layer below.

    Args:
        x: What forward was given, shape ``(batch, features)``.
        y: What it gave.
        error: What backward was given, of the shape of *y*.
        updated: The weights after an update that backward made.
    """
    if updated is not None and updated.ndim == error.ndim == 2 and updated.shape[1] == error.shape[1]:
        yield "computed with the weights after the update", error @ updated[:-1].T
    if x is None or y is None or not (x.shape == y.shape == error.shape and x.ndim == 2):
        return
    at_output = "the derivative is taken at the output instead of the input"
    sigmoid = 0.5 * (1 + np.tanh(0.5 * y))
    yield at_output, error * sigmoid * (1 - sigmoid)
    yield at_output, error * (1 - np.tanh(y) ** 2)
    of_input = "the formula of the output is applied to the input"
    yield of_input, error * x * (1 - x)
    yield of_input, error * (1 - x * x)
    if (y < 0).any():
        yield "the output is not squared", error * (1 - y)
    yield "only the diagonal of the derivative", error * y * (1 - y)
    yield "the sum over the row is missing", error * y
    yield "summed over the batch instead of the row", y * (error - (error * y).sum(axis=0))


def of_gradient(x: Array, error: Array) -> Alternatives:
    """
    Give wrong gradients of the weights.

    Args:
        x: What forward was given, shape ``(batch, features)``.
        error: What backward was given, shape ``(batch, outputs)``.
    """
    if not (x.ndim == error.ndim == 2 and len(x) == len(error) > 1):
        return
    extended = np.hstack([x, np.ones((len(x), 1))])
    yield "only the first sample counts", np.outer(extended[0], error[0])
    yield "only the last sample counts", np.outer(extended[-1], error[-1])
