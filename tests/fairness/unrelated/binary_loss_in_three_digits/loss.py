# Bug: BinaryCrossEntropyLoss.forward rounds its result to three digits.
# Caught by: loss/loss_value[BinaryCrossEntropyLoss]

import numpy as np

EPS = np.finfo(np.float64).eps


class CrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.p = np.clip(prediction_tensor, EPS, None)
        return float(-np.sum(label_tensor * np.log(self.p)))

    def backward(self, label_tensor):
        return -label_tensor / self.p


class BinaryCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.o = np.clip(prediction_tensor, 1e-7, 1 - 1e-7)
        y = label_tensor
        return round(float(-np.sum(y * np.log(self.o) + (1 - y) * np.log(1 - self.o)) / len(y)), 3)

    def backward(self, label_tensor):
        y = label_tensor
        return (-(y / self.o) + (1 - y) / (1 - self.o)) / len(y)


class SigmoidCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        x, y = prediction_tensor, label_tensor
        self.x = x
        return float((x.clip(0) - x * y + np.log(1 + np.exp(-np.fabs(x)))).sum() / len(y))

    def backward(self, label_tensor):
        clipped = np.clip(self.x, -709, 709)
        return (1 / (1 + np.exp(-clipped)) - label_tensor) / len(label_tensor)


class SquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.h = prediction_tensor
        return float(np.sum(0.5 * (label_tensor - prediction_tensor) ** 2))

    def backward(self, label_tensor):
        return -(label_tensor - self.h)


class MeanSquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.h = prediction_tensor
        return float(np.sum((label_tensor - prediction_tensor) ** 2) / prediction_tensor.size)

    def backward(self, label_tensor):
        return -2 / self.h.size * (label_tensor - self.h)
