# Bug: a buffer of 8 columns for the extended input, so that layers with more than 7 inputs crash.
# Caught by: layers/fully_connected_large_layer

import numpy as np


class _Buffers:
    """One array per name, made anew only when the shape changes."""

    def __init__(self):
        self._arrays = {}

    def get(self, name, shape):
        if name not in self._arrays or self._arrays[name].shape != shape:
            self._arrays[name] = np.empty(shape)
        return self._arrays[name]


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.optimizer = None
        self.weights = np.random.uniform(-0.1, 0.1, (input_size + 1, output_size))
        self.gradient_weights = np.zeros_like(self.weights)
        self._buffers = _Buffers()

    def forward(self, input_tensor):
        batch, features = input_tensor.shape
        self._extended = self._buffers.get("extended", (batch, 8))[:, : features + 1]
        self._extended[:, :-1] = input_tensor
        self._extended[:, -1] = 1.0
        return np.matmul(self._extended, self.weights, out=self._buffers.get("output", (batch, self.weights.shape[1])))

    def backward(self, error_tensor):
        np.matmul(self._extended.T, error_tensor, out=self.gradient_weights)
        below = self._buffers.get("below", (error_tensor.shape[0], self.weights.shape[0] - 1))
        np.matmul(error_tensor, self.weights[:-1].T, out=below)
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return below


class ReLU:
    def __init__(self):
        self.trainable = False
        self._buffers = _Buffers()

    def forward(self, input_tensor):
        self._output = self._buffers.get("output", input_tensor.shape)
        np.maximum(input_tensor, 0, out=self._output)
        return self._output

    def backward(self, error_tensor):
        below = self._buffers.get("below", error_tensor.shape)
        below[...] = error_tensor
        below[self._output <= 0] = 0
        return below


class Sigmoid:
    def __init__(self):
        self.trainable = False
        self._buffers = _Buffers()

    def forward(self, input_tensor):
        y = self._y = self._buffers.get("output", input_tensor.shape)
        np.multiply(input_tensor, 0.5, out=y)
        np.tanh(y, out=y)
        y += 1
        y *= 0.5
        return y

    def backward(self, error_tensor):
        below = self._buffers.get("below", error_tensor.shape)
        np.subtract(1, self._y, out=below)
        below *= self._y
        below *= error_tensor
        return below


class TanH:
    def __init__(self):
        self.trainable = False
        self._buffers = _Buffers()

    def forward(self, input_tensor):
        self._y = np.tanh(input_tensor, out=self._buffers.get("output", input_tensor.shape))
        return self._y

    def backward(self, error_tensor):
        below = self._buffers.get("below", error_tensor.shape)
        np.square(self._y, out=below)
        np.subtract(1, below, out=below)
        below *= error_tensor
        return below


class SoftMax:
    def __init__(self):
        self.trainable = False
        self._buffers = _Buffers()

    def forward(self, input_tensor):
        p = self._p = self._buffers.get("output", input_tensor.shape)
        np.subtract(input_tensor, input_tensor.max(axis=1, keepdims=True), out=p)
        np.exp(p, out=p)
        p /= p.sum(axis=1, keepdims=True)
        return p

    def backward(self, error_tensor):
        below = self._buffers.get("below", error_tensor.shape)
        np.multiply(error_tensor, self._p, out=below)
        mean = below.sum(axis=1, keepdims=True)
        np.subtract(error_tensor, mean, out=below)
        below *= self._p
        return below
