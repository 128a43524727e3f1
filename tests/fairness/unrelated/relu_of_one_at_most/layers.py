# Bug: ReLU also cuts off above 1, copied from a network for telephones.
# Caught by: layers/activation_forward[ReLU]

import numpy as np


class _Layer:
    trainable = False

    def forward(self, input_tensor):
        output, self._pull = self.run(input_tensor)
        return output

    def backward(self, error_tensor):
        return self._pull(error_tensor)


class FullyConnected(_Layer):
    trainable = True
    optimizer = None
    gradient_weights = None

    def __init__(self, input_size, output_size):
        self.weights = np.random.uniform(-0.1, 0.1, (input_size + 1, output_size))

    def run(self, x):
        w = self.weights
        x1 = np.hstack([x, np.ones((x.shape[0], 1))])

        def pull(e):
            self.gradient_weights = x1.T @ e
            if self.optimizer is not None:
                self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
            return e @ w[:-1].T

        return x1 @ w, pull


class ReLU(_Layer):
    def run(self, x):
        on = (x > 0) & (x < 1)
        return np.minimum(np.maximum(x, 0), 1), lambda e: e * on


class Sigmoid(_Layer):
    def run(self, x):
        z = np.exp(-np.abs(x))
        y = np.where(x >= 0, 1, z) / (1 + z)
        return y, lambda e: e * y * (1 - y)


class TanH(_Layer):
    def run(self, x):
        y = np.tanh(x)
        return y, lambda e: e * (1 - y * y)


class SoftMax(_Layer):
    def run(self, x):
        z = np.exp(x - x.max(axis=1, keepdims=True))
        p = z / z.sum(axis=1, keepdims=True)
        return p, lambda e: p * (e - (e * p).sum(axis=1, keepdims=True))
