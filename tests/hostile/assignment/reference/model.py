"""The reference. CANARY-reference-@hex@"""

import numpy as np


class Layer:
    """A linear layer."""

    def __init__(self, n_in, n_out):
        self.weights = np.random.uniform(-0.1, 0.1, (n_in, n_out))

    def forward(self, x):
        """Return ``x @ weights``."""
        self._x = x
        return x @ self.weights

    def backward(self, e):
        """Return the gradient by x, and keep that by the weights."""
        self.gradient_weights = self._x.T @ e
        return e @ self.weights.T


def softmax(x):
    """Return the softmax of each row."""
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


class Counter:
    """Counts up."""

    def __init__(self, start=0):
        self.count = start

    def up(self):
        """Count and return the count."""
        self.count += 1
        return self.count


def call_twice(thing):
    """Return the sum of the next two values of *thing*."""
    return thing.next() + thing.next()


MARK = "CANARY-reference-@hex@"
