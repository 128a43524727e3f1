"""Everything is kept and returned in Fortran order."""

import numpy as np


def columns(a):
    return np.asfortranarray(a)


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.optimizer = None
        self._w = columns(np.random.uniform(-0.1, 0.1, (input_size + 1, output_size)))
        self.gradient_weights = np.zeros((input_size + 1, output_size), order="F")

    @property
    def weights(self):
        return self._w

    @weights.setter
    def weights(self, value):
        self._w = columns(value)

    def forward(self, input_tensor):
        self._x = np.ones((input_tensor.shape[0], input_tensor.shape[1] + 1), order="F")
        self._x[:, :-1] = input_tensor
        return columns(self._x @ self._w)

    def backward(self, error_tensor):
        error_tensor = columns(error_tensor)
        self.gradient_weights = columns(np.dot(self._x.T, error_tensor))
        below = columns(np.dot(error_tensor, self._w[:-1, :].T))
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return below


class ReLU:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self._x = np.array(input_tensor, order="F")
        return np.clip(self._x, 0, None)

    def backward(self, error_tensor):
        return np.multiply(error_tensor, self._x > 0, order="F")


class Sigmoid:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        with np.errstate(over="ignore"):
            self._y = 1 / (1 + np.exp(-columns(input_tensor)))
        return self._y

    def backward(self, error_tensor):
        return columns(error_tensor) * self._y * (1 - self._y)


class TanH:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self._y = np.tanh(columns(input_tensor))
        return self._y

    def backward(self, error_tensor):
        return columns(error_tensor) * (1 + self._y) * (1 - self._y)


class SoftMax:
    """Works on the transposed batch: one column per sample."""

    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        x = columns(input_tensor).T
        e = np.exp(x - x.max(axis=0))
        self._p = e / e.sum(axis=0)
        return self._p.T

    def backward(self, error_tensor):
        e = error_tensor.T
        return (self._p * (e - (e * self._p).sum(axis=0))).T
