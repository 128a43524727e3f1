# Bug: abs() around the weights that send the error back.
# Caught by: layers/fully_connected_input_gradient

import numpy as np


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable, self.optimizer = True, None
        self.weights = 0.2 * np.random.rand(input_size + 1, output_size) - 0.1

    def forward(self, input_tensor):
        self._x = input_tensor
        return np.einsum("bi,io->bo", input_tensor, self.weights[:-1]) + self.weights[-1]

    def backward(self, error_tensor):
        below = np.einsum("bo,io->bi", error_tensor, np.abs(self.weights[:-1]))
        top = np.einsum("bi,bo->io", self._x, error_tensor)
        bottom = np.einsum("bo->o", error_tensor)
        self.gradient_weights = np.vstack((top, bottom))
        if self.optimizer:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return below


class ReLU:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self._on = (input_tensor > 0).astype(float)
        return np.einsum("bf,bf->bf", input_tensor, self._on)

    def backward(self, error_tensor):
        return np.einsum("bf,bf->bf", error_tensor, self._on)


class Sigmoid:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self._y = 0.5 * (1.0 + np.tanh(0.5 * input_tensor))
        return self._y

    def backward(self, error_tensor):
        return np.einsum("bf,bf,bf->bf", error_tensor, self._y, 1 - self._y)


class TanH:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self._y = np.tanh(input_tensor)
        return self._y

    def backward(self, error_tensor):
        return np.einsum("bf,bf->bf", error_tensor, 1 - self._y**2)


class SoftMax:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        e = np.exp(input_tensor - np.max(input_tensor, axis=1)[:, None])
        self._p = np.einsum("bc,b->bc", e, 1 / np.einsum("bc->b", e))
        return self._p

    def backward(self, error_tensor):
        identity = np.eye(self._p.shape[1])
        jacobian = np.einsum("bi,ij->bij", self._p, identity) - np.einsum("bi,bj->bij", self._p, self._p)
        return np.einsum("bij,bj->bi", jacobian, error_tensor)
