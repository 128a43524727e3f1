"""Only the products of matrices are taken in float32, for speed; all the rest is float64."""

import numpy as np


def fast(a, b):
    return np.dot(a.astype("f4"), b.astype("f4")).astype("f8")


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.optimizer = None
        self.weights = np.random.uniform(-0.1, 0.1, (input_size + 1, output_size))

    def forward(self, input_tensor):
        self.x = input_tensor
        return fast(input_tensor, self.weights[:-1]) + self.weights[-1]

    def backward(self, error_tensor):
        below = fast(error_tensor, self.weights[:-1].T)
        self.gradient_weights = np.vstack([fast(self.x.T, error_tensor), error_tensor.sum(axis=0)])
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return below


class ReLU:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.x = input_tensor
        return input_tensor * (input_tensor > 0)

    def backward(self, error_tensor):
        return error_tensor * (self.x > 0)


class Sigmoid:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.y = 1 / (1 + np.exp(-np.clip(input_tensor, -700, 700)))
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
        return error_tensor - error_tensor * self.y**2


class SoftMax:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        e = np.exp(input_tensor - input_tensor.max(axis=-1, keepdims=True))
        self.p = e / e.sum(axis=-1, keepdims=True)
        return self.p

    def backward(self, error_tensor):
        return self.p * (error_tensor - np.sum(error_tensor * self.p, axis=-1, keepdims=True))
