# Bug: CrossEntropyLoss.forward stops one row too early.
# Caught by: loss/loss_value[CrossEntropyLoss]

import math

import numpy as np

EPS = np.finfo(np.float64).eps


class CrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.p = prediction_tensor
        total = 0
        for i in range(len(label_tensor) - 1):
            for j in range(len(label_tensor[i])):
                if label_tensor[i][j] == 1:
                    total -= math.log(prediction_tensor[i][j] + EPS)
        return total

    def backward(self, label_tensor):
        g = np.zeros(self.p.shape)
        for i in range(g.shape[0]):
            for j in range(g.shape[1]):
                g[i, j] = -label_tensor[i, j] / (self.p[i, j] + EPS)
        return g


class BinaryCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.o = prediction_tensor
        total = 0
        for i in range(len(label_tensor)):
            for j in range(len(label_tensor[i])):
                o = min(max(prediction_tensor[i, j], 1e-12), 1 - 1e-12)
                total -= math.log(o) if label_tensor[i, j] == 1 else math.log(1 - o)
        return total / len(label_tensor)

    def backward(self, label_tensor):
        n = len(label_tensor)
        g = np.zeros(self.o.shape)
        for i in range(n):
            for j in range(g.shape[1]):
                o = min(max(self.o[i, j], 1e-12), 1 - 1e-12)
                g[i, j] = (-1 / o if label_tensor[i, j] == 1 else 1 / (1 - o)) / n
        return g


class SigmoidCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.x = prediction_tensor
        total = 0
        for x, y in zip(prediction_tensor.flat, label_tensor.flat):
            total += max(x, 0) - x * y + math.log(1 + math.exp(-abs(x)))
        return total / prediction_tensor.shape[0]

    def backward(self, label_tensor):
        g = np.zeros(self.x.shape)
        for k in range(self.x.size):
            x, y = self.x.flat[k], label_tensor.flat[k]
            s = 1 / (1 + math.exp(-x)) if x > 0 else 1 - 1 / (1 + math.exp(x))
            g.flat[k] = (s - y) / self.x.shape[0]
        return g


class SquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.h = prediction_tensor
        total = 0
        for row, wanted in zip(prediction_tensor, label_tensor):
            for h, y in zip(row, wanted):
                total += 0.5 * (h - y) ** 2
        return total

    def backward(self, label_tensor):
        return np.array([[h - y for h, y in zip(a, b)] for a, b in zip(self.h, label_tensor)])


class MeanSquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.h = prediction_tensor
        total, n = 0, 0
        for row, wanted in zip(prediction_tensor, label_tensor):
            for h, y in zip(row, wanted):
                total += (h - y) ** 2
                n += 1
        return total / n

    def backward(self, label_tensor):
        n = sum(len(row) for row in label_tensor)
        return np.array([[2 * (h - y) / n for h, y in zip(a, b)] for a, b in zip(self.h, label_tensor)])
