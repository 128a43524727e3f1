"""Other parameter names than the docstrings propose, in every file; extra parameters with defaults behind them."""

import numpy as np


class FullyConnected:
    def __init__(self, n_in, n_out, low=-0.1, high=0.1):
        self.trainable = True
        self.optimizer = None
        self.weights = np.random.uniform(low, high, (n_in + 1, n_out))

    def forward(self, X, training=True):
        self.X1 = np.hstack((X, np.ones((X.shape[0], 1))))
        return self.X1 @ self.weights

    def backward(self, E):
        dX = E @ self.weights[:-1].T
        self.gradient_weights = self.X1.T @ E
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return dX


class ReLU:
    def __init__(self, slope=0.0):
        self.trainable = False
        self.slope = slope

    def forward(self, a):
        self.a = a
        return np.where(a > 0, a, self.slope * a)

    def backward(self, delta):
        return np.where(self.a > 0, delta, self.slope * delta)


class Sigmoid:
    def __init__(self):
        self.trainable = False

    def forward(self, a):
        z = np.exp(-np.abs(a))
        self.s = np.where(a >= 0, 1, z) / (1 + z)
        return self.s

    def backward(self, delta):
        return delta * self.s * (1 - self.s)


class TanH:
    def __init__(self):
        self.trainable = False

    def forward(self, a):
        self.t = np.tanh(a)
        return self.t

    def backward(self, delta):
        return delta * (1 - self.t**2)


class SoftMax:
    def __init__(self, axis=1):
        self.trainable = False
        self.axis = axis

    def forward(self, logits):
        z = np.exp(logits - logits.max(self.axis, keepdims=True))
        self.p = z / z.sum(self.axis, keepdims=True)
        return self.p

    def backward(self, delta):
        return self.p * (delta - (self.p * delta).sum(self.axis, keepdims=True))
