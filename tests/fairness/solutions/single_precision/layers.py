"""Computes in float32 from the input on; what comes out is float64 again."""

import numpy as np

F = np.float32


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.optimizer = None
        self.weights = np.random.uniform(-0.1, 0.1, (input_size + 1, output_size))

    def forward(self, input_tensor):
        ones = np.ones((len(input_tensor), 1), dtype=F)
        self.x = np.hstack([input_tensor.astype(F), ones])
        return (self.x @ self.weights.astype(F)).astype(np.float64)

    def backward(self, error_tensor):
        e = error_tensor.astype(F)
        self.gradient_weights = (self.x.T @ e).astype(np.float64)
        below = (e @ self.weights[:-1].astype(F).T).astype(np.float64)
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return below


class ReLU:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.x = input_tensor.astype(F)
        return np.maximum(self.x, F(0)).astype(np.float64)

    def backward(self, error_tensor):
        return (error_tensor.astype(F) * (self.x > 0)).astype(np.float64)


class Sigmoid:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        x = input_tensor.astype(F)
        z = np.exp(-np.abs(x))
        self.y = np.where(x >= 0, F(1), z) / (F(1) + z)
        return self.y.astype(np.float64)

    def backward(self, error_tensor):
        return (error_tensor.astype(F) * self.y * (F(1) - self.y)).astype(np.float64)


class TanH:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.y = np.tanh(input_tensor.astype(F))
        return self.y.astype(np.float64)

    def backward(self, error_tensor):
        return (error_tensor.astype(F) * (F(1) - self.y**2)).astype(np.float64)


class SoftMax:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        x = input_tensor.astype(F)
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.p = e / e.sum(axis=1, keepdims=True)
        return self.p.astype(np.float64)

    def backward(self, error_tensor):
        e = error_tensor.astype(F)
        return (self.p * (e - (e * self.p).sum(axis=1, keepdims=True))).astype(np.float64)
