"""Losses that would rather raise than overflow, with types checked on the way in."""

import numpy as np

np.seterr(over="raise", divide="raise", invalid="raise")
EPS = np.finfo(np.float64).eps


def _check(prediction, label):
    if not (isinstance(prediction, np.ndarray) and isinstance(label, np.ndarray)):
        raise TypeError("need arrays")
    if prediction.shape != label.shape:
        raise ValueError(f"{prediction.shape} and {label.shape} differ")


class CrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        _check(prediction_tensor, label_tensor)
        self._p = prediction_tensor
        logs = np.zeros(label_tensor.shape)
        np.log(prediction_tensor + EPS, out=logs, where=label_tensor == 1)
        return -logs.sum()

    def backward(self, label_tensor):
        _check(self._p, label_tensor)
        return -label_tensor / (self._p + EPS)


class BinaryCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        _check(prediction_tensor, label_tensor)
        self._o = np.clip(prediction_tensor, 1e-8, 1 - 1e-8)
        y = label_tensor
        return -np.sum(y * np.log(self._o) + (1 - y) * np.log1p(-self._o)) / len(y)

    def backward(self, label_tensor):
        y = label_tensor
        return (-y / self._o + (1 - y) / (1 - self._o)) / len(y)


class SigmoidCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        _check(prediction_tensor, label_tensor)
        x = self._x = prediction_tensor
        return np.sum(np.maximum(x, 0) - x * label_tensor + np.log1p(np.exp(-np.abs(x)))) / len(x)

    def backward(self, label_tensor):
        z = np.exp(-np.abs(self._x))
        return (np.where(self._x >= 0, 1, z) / (1 + z) - label_tensor) / len(z)


class SquaredError:
    def forward(self, prediction_tensor, label_tensor):
        _check(prediction_tensor, label_tensor)
        self._h = prediction_tensor
        return np.sum((prediction_tensor - label_tensor) ** 2) / 2

    def backward(self, label_tensor):
        return self._h - label_tensor


class MeanSquaredError:
    def forward(self, prediction_tensor, label_tensor):
        _check(prediction_tensor, label_tensor)
        self._h = prediction_tensor
        return np.mean((prediction_tensor - label_tensor) ** 2)

    def backward(self, label_tensor):
        return (self._h - label_tensor) * 2 / self._h.size
