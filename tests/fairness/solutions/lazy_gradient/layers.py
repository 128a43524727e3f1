"""The gradient is computed when it is asked for, the activations' derivatives by functools.cached_property."""

from functools import cached_property

import numpy as np


class FullyConnected:
    trainable = True

    def __init__(self, input_size, output_size):
        self.optimizer = None
        self.weights = np.random.default_rng().uniform(-0.1, 0.1, (input_size + 1, output_size))
        self._last = None

    @property
    def gradient_weights(self):
        if self._last is None:
            return np.zeros_like(self.weights)
        x, e = self._last
        return np.block([[x.T @ e], [e.sum(axis=0, keepdims=True)]])

    def forward(self, input_tensor):
        self._x = input_tensor
        return input_tensor @ self.weights[:-1] + self.weights[-1:]

    def backward(self, error_tensor):
        self._last = self._x, error_tensor
        below = error_tensor @ self.weights[:-1].T
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return below


class _Pass:
    """One forward pass of an activation."""

    def __init__(self, x):
        self.x = x

    @cached_property
    def relu_slope(self):
        return np.where(self.x > 0, 1.0, 0.0)

    @cached_property
    def sigmoid(self):
        small = np.exp(-np.abs(self.x))
        return np.where(self.x >= 0, 1.0 / (1.0 + small), small / (1.0 + small))

    @cached_property
    def tanh(self):
        return np.tanh(self.x)

    @cached_property
    def softmax(self):
        e = np.exp(self.x - self.x.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)


class _Lazy:
    trainable = 0

    def forward(self, input_tensor):
        self._pass = _Pass(input_tensor)
        return self._value()


class ReLU(_Lazy):
    def _value(self):
        return self._pass.relu_slope * self._pass.x

    def backward(self, error_tensor):
        return self._pass.relu_slope * error_tensor


class Sigmoid(_Lazy):
    def _value(self):
        return self._pass.sigmoid

    def backward(self, error_tensor):
        return self._pass.sigmoid * (1 - self._pass.sigmoid) * error_tensor


class TanH(_Lazy):
    def _value(self):
        return self._pass.tanh

    def backward(self, error_tensor):
        return error_tensor / np.cosh(np.clip(self._pass.x, -300, 300)) ** 2


class SoftMax(_Lazy):
    def _value(self):
        return self._pass.softmax

    def backward(self, error_tensor):
        p = self._pass.softmax
        return p * (error_tensor - np.diag(error_tensor @ p.T)[:, np.newaxis])
