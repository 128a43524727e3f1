"""Works on Python lists inside and turns them into arrays at the end."""

import math
import random

import numpy as np


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.optimizer = None
        self.weights = np.array(
            [[random.uniform(-0.1, 0.1) for _ in range(output_size)] for _ in range(input_size + 1)]
        )

    def forward(self, input_tensor):
        self.rows = [[*row, 1.0] for row in input_tensor]
        return np.array([np.array(row) @ self.weights for row in self.rows])

    def backward(self, error_tensor):
        self.gradient_weights = sum(np.multiply.outer(row, e) for row, e in zip(self.rows, error_tensor))
        below = [list(self.weights[:-1] @ e) for e in error_tensor]
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return np.array(below)


class ElementWise:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.xs = input_tensor.tolist()
        return np.array([[self.f(x) for x in row] for row in self.xs])

    def backward(self, error_tensor):
        return np.array(
            [[e * self.df(x) for x, e in zip(xs, es)] for xs, es in zip(self.xs, error_tensor.tolist())]
        )


class ReLU(ElementWise):
    def f(self, x):
        return max(0.0, x)

    def df(self, x):
        return 1 if x > 0 else 0


class Sigmoid(ElementWise):
    def f(self, x):
        try:
            return 1 / (1 + math.exp(-x))
        except OverflowError:
            return 0.0

    def df(self, x):
        return self.f(x) * (1 - self.f(x))


class TanH(ElementWise):
    def f(self, x):
        return math.tanh(x)

    def df(self, x):
        return 1 - math.tanh(x) ** 2


class SoftMax:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.ps = []
        for row in input_tensor.tolist():
            es = [math.exp(x - max(row)) for x in row]
            self.ps.append([e / math.fsum(es) for e in es])
        return np.array(self.ps)

    def backward(self, error_tensor):
        out = []
        for ps, es in zip(self.ps, error_tensor.tolist()):
            dot = math.fsum(p * e for p, e in zip(ps, es))
            out.append([p * (e - dot) for p, e in zip(ps, es)])
        return np.array(out)
