"""Exact sums of Python floats by math.fsum."""

import math
import sys

import numpy as np

EPS = sys.float_info.epsilon


def entries(a, b):
    return zip(np.ravel(a).tolist(), np.ravel(b).tolist())


class CrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction = prediction_tensor
        return math.fsum(-y * math.log(p + EPS) for p, y in entries(prediction_tensor, label_tensor) if y)

    def backward(self, label_tensor):
        flat = [-y / (p + EPS) for p, y in entries(self.prediction, label_tensor)]
        return np.reshape(flat, self.prediction.shape)


class BinaryCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction = prediction_tensor
        total = math.fsum(
            math.log((o if y else 1 - o) or EPS) for o, y in entries(prediction_tensor, label_tensor)
        )
        return -total / len(prediction_tensor)

    def backward(self, label_tensor):
        flat = [(-1 / (o or EPS)) if y else 1 / ((1 - o) or EPS) for o, y in entries(self.prediction, label_tensor)]
        return np.reshape(flat, self.prediction.shape) / len(label_tensor)


class SigmoidCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction = prediction_tensor
        total = math.fsum(
            max(x, 0) - x * y + math.log1p(math.exp(-abs(x))) for x, y in entries(prediction_tensor, label_tensor)
        )
        return total / len(prediction_tensor)

    def backward(self, label_tensor):
        flat = [(0.5 + 0.5 * math.tanh(x / 2) - y) / len(label_tensor) for x, y in entries(self.prediction, label_tensor)]
        return np.reshape(flat, self.prediction.shape)


class SquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction = prediction_tensor
        return math.fsum((h - y) ** 2 for h, y in entries(prediction_tensor, label_tensor)) / 2

    def backward(self, label_tensor):
        return np.array(self.prediction.tolist()) - np.array(label_tensor.tolist())


class MeanSquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction = prediction_tensor
        self.n = prediction_tensor.shape[0] * prediction_tensor.shape[1]
        return math.fsum((h - y) ** 2 for h, y in entries(prediction_tensor, label_tensor)) / self.n

    def backward(self, label_tensor):
        flat = [2 / self.n * (h - y) for h, y in entries(self.prediction, label_tensor)]
        return np.reshape(flat, self.prediction.shape)
