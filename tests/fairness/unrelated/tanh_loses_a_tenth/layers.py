# Bug: a factor of 0.9 in TanH.backward, left over from an experiment.
# Caught by: layers/activation_gradient[TanH]

import numpy as np


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.optimizer = None
        self._storage = np.random.uniform(-0.1, 0.1, (output_size, input_size + 1))
        self._gradient = np.zeros((output_size, input_size + 1))

    @property
    def weights(self):
        view = self._storage.T
        view.flags.writeable = False
        return view

    @weights.setter
    def weights(self, value):
        self._storage = np.array(value.T)

    @property
    def gradient_weights(self):
        return self._gradient.T

    def forward(self, input_tensor):
        self._x = np.pad(input_tensor, ((0, 0), (0, 1)), constant_values=1.0)
        return (self._storage @ self._x.T).T

    def backward(self, error_tensor):
        self._gradient = error_tensor.T @ self._x
        below = error_tensor @ self._storage
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return below[:, :-1]


class ReLU:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self._mirrored = input_tensor[::-1, ::-1]
        return np.maximum(self._mirrored, 0)[::-1, ::-1]

    def backward(self, error_tensor):
        return ((self._mirrored > 0) * error_tensor[::-1, ::-1])[::-1, ::-1]


class Sigmoid:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        z = np.exp(-np.abs(input_tensor))
        both = np.stack([z / (1 + z), 1 / (1 + z)])
        self._y = np.choose(input_tensor > 0, both)
        self._y.setflags(write=False)
        return self._y

    def backward(self, error_tensor):
        large = np.zeros((error_tensor.shape[0] + 2, 2 * error_tensor.shape[1]))
        large[1:-1, ::2] = error_tensor * self._y * (1 - self._y)
        return large[1:-1, ::2]


class TanH:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self._y = np.tanh(input_tensor.ravel()).reshape(input_tensor.shape)
        return self._y[...]

    def backward(self, error_tensor):
        return np.swapaxes((error_tensor * 0.9 * (1 - self._y**2)).T.copy(), 0, 1)


class SoftMax:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        e = np.exp(input_tensor - np.max(input_tensor, axis=1, keepdims=True))
        self._p = e / np.broadcast_to(e.sum(axis=1, keepdims=True), e.shape)
        return self._p.view()

    def backward(self, error_tensor):
        dot = np.broadcast_to((error_tensor * self._p).sum(axis=1)[:, None], self._p.shape)
        return (self._p * (error_tensor - dot))[:, :]
