"""Losses. `forward` remembers the prediction, `backward` is its derivative at that prediction."""

import numpy as np

EPS = np.finfo(np.float64).eps


class CrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction = prediction_tensor
        return -np.sum(label_tensor * np.log(prediction_tensor + EPS))

    def backward(self, label_tensor):
        return -label_tensor / (self.prediction + EPS)


class BinaryCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction = np.clip(prediction_tensor, EPS, 1 - EPS)
        p, y = self.prediction, label_tensor
        return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / len(p)

    def backward(self, label_tensor):
        p, y = self.prediction, label_tensor
        return ((1 - y) / (1 - p) - y / p) / len(p)


class SigmoidCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.logits = prediction_tensor
        # ln(1 + exp(x)) without overflow is logaddexp(0, x)
        return np.sum(np.logaddexp(0.0, self.logits) - self.logits * label_tensor) / len(self.logits)

    def backward(self, label_tensor):
        sigmoid = 0.5 * (1.0 + np.tanh(0.5 * self.logits))
        return (sigmoid - label_tensor) / len(self.logits)


class SquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction = prediction_tensor
        return 0.5 * np.sum((prediction_tensor - label_tensor) ** 2)

    def backward(self, label_tensor):
        return self.prediction - label_tensor


class MeanSquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction = prediction_tensor
        return np.mean((prediction_tensor - label_tensor) ** 2)

    def backward(self, label_tensor):
        return 2.0 * (self.prediction - label_tensor) / self.prediction.size
