"""Lines end in CR LF, as on Windows, and the last one does not end at all."""

import numpy as np


class FullyConnected:
    """
    A layer whose docstring
    has several lines.
    """

    def __init__(self, input_size, output_size):
        self.trainable = True
        self.optimizer = None
        self.weights = np.random.uniform(-0.1, 0.1, \
                                         (input_size + 1, output_size))

    def forward(self, input_tensor):
        self.x = np.concatenate(
            [
                input_tensor,
                np.ones((len(input_tensor), 1)),
            ],
            axis=1,
        )
        return self.x @ self.weights

    def backward(self, error_tensor):
        below = error_tensor @ self.weights[:-1].T
        self.gradient_weights = self.x.T @ error_tensor
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return below


class ReLU:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.x = input_tensor
        return np.maximum(input_tensor, 0)

    def backward(self, error_tensor):
        return error_tensor * (self.x > 0)


class Sigmoid:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        e = np.exp(-np.abs(input_tensor))
        self.y = np.where(input_tensor >= 0, 1, e) / (1 + e)
        return self.y

    def backward(self, error_tensor):
        return error_tensor * self.y * (1 - self.y)


class TanH:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.y = np.tanh(input_tensor)
        return self.y

    def backward(self, error_tensor):
        return error_tensor * (1 - self.y**2)


class SoftMax:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        e = np.exp(input_tensor - input_tensor.max(axis=1, keepdims=True))
        self.p = e / e.sum(axis=1, keepdims=True)
        return self.p

    def backward(self, error_tensor):
        return self.p * (error_tensor - (self.p * error_tensor).sum(axis=1, keepdims=True))