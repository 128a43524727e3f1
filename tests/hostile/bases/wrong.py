"""Zeros of the right shape everywhere."""

import numpy as np


class Layer:
    """A layer that gives zeros."""

    def __init__(self, n_in, n_out):
        self.weights = np.zeros((n_in, n_out))

    def forward(self, x):
        """Return zeros."""
        self._x = x
        return np.zeros((len(x), self.weights.shape[1]))

    def backward(self, e):
        """Return zeros."""
        self.gradient_weights = np.zeros(self.weights.shape)
        return np.zeros((len(e), self.weights.shape[0]))


def softmax(x):
    """Return zeros."""
    return np.zeros(x.shape)


class Counter:
    """Stays at zero."""

    def __init__(self, start=0):
        self.count = 0

    def up(self):
        """Return zero."""
        return 0


def call_twice(thing):
    """Return zero, having called."""
    thing.next()
    thing.next()
    return 0.0
