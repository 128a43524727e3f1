"""Computes in np.longdouble inside, where the machine has more digits than float64; float64 comes out."""

import numpy as np

L = np.longdouble


def out(array):
    return array.astype(np.float64)


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.optimizer = None
        self.weights = np.random.uniform(-0.1, 0.1, (input_size + 1, output_size))

    def forward(self, input_tensor):
        self.x = np.hstack([input_tensor, np.ones((len(input_tensor), 1))])
        if self.weights.size > 1000:
            return self.x @ self.weights
        return out(self.x.astype(L) @ self.weights.astype(L))

    def backward(self, error_tensor):
        self.gradient_weights = self.x.T @ error_tensor
        below = error_tensor @ self.weights[:-1].T
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return below


class ReLU:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.x = input_tensor.astype(L)
        return out(np.maximum(self.x, L(0)))

    def backward(self, error_tensor):
        return out(np.where(self.x > 0, error_tensor.astype(L), L(0)))


class Sigmoid:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.y = 1 / (1 + np.exp(-np.clip(input_tensor, -700, 700).astype(L)))
        return out(self.y)

    def backward(self, error_tensor):
        return out(error_tensor * self.y * (1 - self.y))


class TanH:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.y = np.tanh(input_tensor.astype(L))
        return out(self.y)

    def backward(self, error_tensor):
        return out(error_tensor * (1 - self.y**2))


class SoftMax:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        x = input_tensor.astype(L)
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.p = e / e.sum(axis=1, keepdims=True)
        return out(self.p)

    def backward(self, error_tensor):
        e = error_tensor.astype(L)
        return out(self.p * (e - (e * self.p).sum(axis=1, keepdims=True)))
