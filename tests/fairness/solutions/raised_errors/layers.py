"""Turns NumPy's warnings and Python's into exceptions, because nothing here overflows."""

import warnings

import numpy as np

np.seterr(over="raise", divide="raise", invalid="raise")
warnings.filterwarnings("error")


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.optimizer = None
        self.weights = np.random.uniform(-0.1, 0.1, (input_size + 1, output_size))
        self.gradient_weights = None

    def forward(self, input_tensor):
        if input_tensor.ndim != 2 or input_tensor.shape[1] != self.weights.shape[0] - 1:
            raise ValueError(f"expected (batch, {self.weights.shape[0] - 1}), got {input_tensor.shape}")
        self._x = np.hstack([input_tensor, np.ones((input_tensor.shape[0], 1))])
        return self._x @ self.weights

    def backward(self, error_tensor):
        assert error_tensor.shape == (len(self._x), self.weights.shape[1])
        below = error_tensor @ self.weights[:-1].T
        self.gradient_weights = self._x.T @ error_tensor
        assert self.gradient_weights.shape == self.weights.shape
        if self.optimizer is not None:
            weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
            assert weights.shape == self.weights.shape
            self.weights = weights
        return below


class ReLU:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self._x = input_tensor
        return np.maximum(0.0, input_tensor)

    def backward(self, error_tensor):
        assert error_tensor.shape == self._x.shape
        return np.where(self._x > 0, error_tensor, 0.0)


class Sigmoid:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        z = np.exp(-np.abs(input_tensor))
        self._y = np.where(input_tensor >= 0, 1.0, z) / (1.0 + z)
        return self._y

    def backward(self, error_tensor):
        return error_tensor * self._y * (1.0 - self._y)


class TanH:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self._y = np.tanh(input_tensor)
        return self._y

    def backward(self, error_tensor):
        return error_tensor * (1.0 - self._y**2)


class SoftMax:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        z = np.exp(input_tensor - input_tensor.max(axis=1, keepdims=True))
        self._p = z / z.sum(axis=1, keepdims=True)
        assert np.allclose(self._p.sum(axis=1), 1)
        return self._p

    def backward(self, error_tensor):
        return self._p * (error_tensor - (self._p * error_tensor).sum(axis=1, keepdims=True))
