"""Each loss comes back in another wrapping: shapes (1, 1), (1,) and (), np.float64 and float."""

import numpy as np

EPS = np.finfo(np.float64).eps


class CrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.p = prediction_tensor
        return np.sum(-label_tensor * np.log(prediction_tensor + EPS), keepdims=True)

    def backward(self, label_tensor):
        return -label_tensor / (self.p + EPS)


class BinaryCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.o = np.clip(prediction_tensor, EPS, 1 - EPS)
        loss = label_tensor * np.log(self.o) + (1 - label_tensor) * np.log(1 - self.o)
        return -np.ones(len(loss)) @ loss @ np.ones((loss.shape[1], 1)) / len(loss)

    def backward(self, label_tensor):
        return (-label_tensor / self.o + (1 - label_tensor) / (1 - self.o)) / len(self.o)


class SigmoidCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        x = self.x = prediction_tensor
        terms = np.maximum(x, 0) - x * label_tensor + np.log1p(np.exp(-np.abs(x)))
        return np.array(terms.sum() / len(x))

    def backward(self, label_tensor):
        return ((1 + np.tanh(self.x / 2)) / 2 - label_tensor) / len(self.x)


class SquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.h = prediction_tensor
        d = (prediction_tensor - label_tensor).reshape(-1, 1)
        return 0.5 * d.T @ d

    def backward(self, label_tensor):
        return self.h - label_tensor


class MeanSquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.h = prediction_tensor
        return np.mean((prediction_tensor - label_tensor) ** 2, axis=(0, 1), keepdims=True)

    def backward(self, label_tensor):
        return 2 * (self.h - label_tensor) / self.h.size
