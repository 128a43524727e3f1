"""Other parameter names: y_hat and y."""

import numpy as np

EPS = np.finfo(np.float64).eps


class CrossEntropyLoss:
    def forward(self, y_hat, y):
        self.y_hat = y_hat
        return np.sum(np.where(y == 1, -np.log(y_hat + EPS), 0))

    def backward(self, y):
        return np.where(y == 1, -1 / (self.y_hat + EPS), 0)


class BinaryCrossEntropyLoss:
    def forward(self, y_hat, y):
        self.y_hat = np.clip(y_hat, 1e-7, 1 - 1e-7)
        return -(y * np.log(self.y_hat) + (1 - y) * np.log(1 - self.y_hat)).sum() / len(y)

    def backward(self, y):
        return (self.y_hat - y) / (self.y_hat * (1 - self.y_hat)) / len(y)


class SigmoidCrossEntropyLoss:
    def forward(self, z, y):
        self.z = z
        return (np.maximum(z, 0) - z * y + np.log(1 + np.exp(-np.abs(z)))).sum() / len(y)

    def backward(self, y):
        return (1 / (1 + np.exp(-np.clip(self.z, -700, 700))) - y) / len(y)


class SquaredError:
    def forward(self, h, y):
        self.h = h
        return 0.5 * ((h - y) ** 2).sum()

    def backward(self, y):
        return self.h - y


class MeanSquaredError:
    def forward(self, h, y):
        self.h = h
        return ((h - y) ** 2).sum() / h.size

    def backward(self, y):
        return 2 * (self.h - y) / y.size
