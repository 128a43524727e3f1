# Bug: MeanSquaredError.backward uses a variable that was renamed: NameError.
# Caught by: loss/loss_gradient[MeanSquaredError]

import math

import numpy as np

TINY = 2.0**-52


class _Loss:
    __slots__ = ("label_tensor", "prediction_tensor")

    def _keep(self, p, y):
        self.prediction_tensor, self.label_tensor = p, y


class CrossEntropyLoss(_Loss):
    __slots__ = ()

    def forward(self, prediction_tensor, label_tensor):
        self._keep(prediction_tensor, label_tensor)
        at_label = prediction_tensor[range(len(label_tensor)), label_tensor.argmax(axis=1)]
        return -sum(math.log(p + TINY) for p in at_label)

    def backward(self, label_tensor):
        return np.negative(label_tensor) / (self.prediction_tensor + TINY)


class BinaryCrossEntropyLoss(_Loss):
    __slots__ = ()

    def forward(self, prediction_tensor, label_tensor):
        self._keep(prediction_tensor, label_tensor)
        o = prediction_tensor * (1 - 2e-9) + 1e-9
        return -np.mean(np.sum(label_tensor * np.log(o) + (1 - label_tensor) * np.log(1 - o), axis=1))

    def backward(self, label_tensor):
        o = self.prediction_tensor * (1 - 2e-9) + 1e-9
        return (o - label_tensor) / (o * (1 - o)) / o.shape[0]


class SigmoidCrossEntropyLoss(_Loss):
    __slots__ = ()

    def forward(self, prediction_tensor, label_tensor):
        self._keep(prediction_tensor, label_tensor)
        x, y = prediction_tensor, label_tensor
        return np.mean(np.sum(y * np.logaddexp(0, -x) + (1 - y) * np.logaddexp(0, x), axis=1))

    def backward(self, label_tensor):
        x = np.clip(self.prediction_tensor, -500, 500)
        return (1 / (1 + np.exp(-x)) - label_tensor) / len(x)


class SquaredError(_Loss):
    __slots__ = ()

    def forward(self, prediction_tensor, label_tensor):
        self._keep(prediction_tensor, label_tensor)
        return 0.5 * np.vdot(prediction_tensor - label_tensor, prediction_tensor - label_tensor)

    def backward(self, label_tensor):
        return np.subtract(self.prediction_tensor, label_tensor)


class MeanSquaredError(_Loss):
    __slots__ = ()

    def forward(self, prediction_tensor, label_tensor):
        self._keep(prediction_tensor, label_tensor)
        return ((prediction_tensor - label_tensor) ** 2).mean(axis=0).mean()

    def backward(self, label_tensor):
        return 2 / n * (self.prediction_tensor - label_tensor)
