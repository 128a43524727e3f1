"""Cross entropy of shape (1,), the others np.float64, a 0-d array or (1, 1); labels kept as label_tensor."""

import numpy as np

EPS = np.finfo(np.float64).eps


class CrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction_tensor, self.label_tensor = prediction_tensor, label_tensor
        return np.array([-np.log(prediction_tensor[label_tensor.astype(bool)] + EPS).sum()])

    def backward(self, label_tensor):
        return -label_tensor / (self.prediction_tensor + EPS)


class BinaryCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction_tensor, self.label_tensor = prediction_tensor, label_tensor
        o = np.clip(prediction_tensor, EPS, 1 - EPS)
        terms = label_tensor * np.log(o) + (1 - label_tensor) * np.log(1 - o)
        return np.atleast_2d(-terms.sum() / terms.shape[0])

    def backward(self, label_tensor):
        o = np.clip(self.prediction_tensor, EPS, 1 - EPS)
        return (o - label_tensor) / (o - o * o) / o.shape[0]


class SigmoidCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction_tensor, self.label_tensor = prediction_tensor, label_tensor
        x = prediction_tensor
        terms = np.maximum(x, 0) - x * label_tensor + np.log1p(np.exp(-np.abs(x)))
        return np.atleast_1d(terms.sum() / len(x))

    def backward(self, label_tensor):
        s = np.exp(-np.logaddexp(0, -self.prediction_tensor))
        return (s - label_tensor) / len(s)


class SquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction_tensor, self.label_tensor = prediction_tensor, label_tensor
        return np.asarray(0.5 * np.sum((prediction_tensor - label_tensor) ** 2))

    def backward(self, label_tensor):
        return self.prediction_tensor - label_tensor


class MeanSquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction_tensor, self.label_tensor = prediction_tensor, label_tensor
        return np.float64(((prediction_tensor - label_tensor) ** 2).mean())

    def backward(self, label_tensor):
        return 2 * (self.prediction_tensor - label_tensor) / label_tensor.size
