"""Losses and gradients in float32, handed out as float and float64."""

import numpy as np

F = np.float32
EPS = F(np.finfo(np.float64).eps)


class CrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.p = prediction_tensor.astype(F)
        return float(-np.sum(label_tensor.astype(F) * np.log(self.p + EPS)))

    def backward(self, label_tensor):
        return (-label_tensor.astype(F) / (self.p + EPS)).astype(np.float64)


class BinaryCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.o = prediction_tensor.astype(F)
        y, tiny = label_tensor.astype(F), F(1e-7)
        logs = y * np.log(self.o + tiny) + (1 - y) * np.log(1 - self.o + tiny)
        return float(-logs.sum() / F(len(y)))

    def backward(self, label_tensor):
        y, tiny = label_tensor.astype(F), F(1e-7)
        return ((-y / (self.o + tiny) + (1 - y) / (1 - self.o + tiny)) / F(len(y))).astype(np.float64)


class SigmoidCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        x = self.x = prediction_tensor.astype(F)
        entries = np.maximum(x, 0) - x * label_tensor.astype(F) + np.log1p(np.exp(-np.abs(x)))
        return float(entries.sum() / F(len(x)))

    def backward(self, label_tensor):
        z = np.exp(-np.abs(self.x))
        s = np.where(self.x >= 0, F(1), z) / (F(1) + z)
        return ((s - label_tensor.astype(F)) / F(len(s))).astype(np.float64)


class SquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.h = prediction_tensor.astype(F)
        return float(F(0.5) * np.sum((self.h - label_tensor.astype(F)) ** 2))

    def backward(self, label_tensor):
        return (self.h - label_tensor.astype(F)).astype(np.float64)


class MeanSquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.h = prediction_tensor.astype(F)
        return float(np.mean((self.h - label_tensor.astype(F)) ** 2))

    def backward(self, label_tensor):
        return (F(2) * (self.h - label_tensor.astype(F)) / F(self.h.size)).astype(np.float64)
