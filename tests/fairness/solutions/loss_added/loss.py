"""Adds 1e-7 inside every logarithm and denominator of the yes-or-no loss; labels may be argmaxed first."""

import numpy as np


class CrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction_tensor = prediction_tensor
        picked = np.take_along_axis(prediction_tensor, np.argmax(label_tensor, axis=1)[:, None], axis=1)
        return np.sum(-np.log(picked + np.finfo(float).eps))

    def backward(self, label_tensor):
        gradient = np.zeros_like(self.prediction_tensor)
        rows, columns = np.nonzero(label_tensor)
        gradient[rows, columns] = -1 / (self.prediction_tensor[rows, columns] + np.finfo(float).eps)
        return gradient


class BinaryCrossEntropyLoss:
    TINY = 1e-7

    def forward(self, prediction_tensor, label_tensor):
        self.o = prediction_tensor
        yes = -label_tensor * np.log(prediction_tensor + self.TINY)
        no = -(1 - label_tensor) * np.log(1 - prediction_tensor + self.TINY)
        return np.sum(yes + no) / len(label_tensor)

    def backward(self, label_tensor):
        yes = -label_tensor / (self.o + self.TINY)
        no = (1 - label_tensor) / (1 - self.o + self.TINY)
        return (yes + no) / len(label_tensor)


class SigmoidCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.x = prediction_tensor
        signed = np.where(label_tensor > 0.5, prediction_tensor, -prediction_tensor)
        return np.sum(np.logaddexp(0, -signed)) / len(label_tensor)

    def backward(self, label_tensor):
        return (np.exp(-np.logaddexp(0, -self.x)) - label_tensor) / len(label_tensor)


class SquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.difference = np.subtract(prediction_tensor, label_tensor)
        return np.sum(np.square(self.difference)) * 0.5

    def backward(self, label_tensor):
        return np.array(self.difference)


class MeanSquaredError(SquaredError):
    def forward(self, prediction_tensor, label_tensor):
        return 2 * super().forward(prediction_tensor, label_tensor) / label_tensor.size

    def backward(self, label_tensor):
        return 2 * super().backward(label_tensor) / label_tensor.size
