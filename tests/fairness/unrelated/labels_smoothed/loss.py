# Bug: CrossEntropyLoss mixes a tenth of the uniform distribution into the labels, as a paper recommends.
# Caught by: loss/loss_value[CrossEntropyLoss]

import numpy as np

EPS = np.finfo(float).eps


class CrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.p = prediction_tensor
        label_tensor = 0.9 * label_tensor + 0.1 / label_tensor.shape[1]
        return -np.einsum("bc,bc->", label_tensor, np.log(prediction_tensor + EPS))

    def backward(self, label_tensor):
        return -np.einsum("bc,bc->bc", label_tensor, 1 / (self.p + EPS))


class BinaryCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.o = prediction_tensor
        yes = np.einsum("bo,bo->", label_tensor, np.log(self.o + EPS))
        no = np.einsum("bo,bo->", 1 - label_tensor, np.log(1 - self.o + EPS))
        return -(yes + no) / len(label_tensor)

    def backward(self, label_tensor):
        return ((1 - label_tensor) / (1 - self.o + EPS) - label_tensor / (self.o + EPS)) / len(label_tensor)


class SigmoidCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.x = prediction_tensor
        return np.einsum("bo->", np.logaddexp(0, self.x) - self.x * label_tensor) / self.x.shape[0]

    def backward(self, label_tensor):
        return (np.exp(-np.logaddexp(0, -self.x)) - label_tensor) / self.x.shape[0]


class SquaredError:
    def forward(self, prediction_tensor, label_tensor):
        d = self.d = prediction_tensor - label_tensor
        return np.einsum("bo,bo->", d, d) / 2

    def backward(self, label_tensor):
        return self.d.copy()


class MeanSquaredError:
    def forward(self, prediction_tensor, label_tensor):
        d = self.d = prediction_tensor - label_tensor
        return np.einsum("bo,bo->", d, d) / d.size

    def backward(self, label_tensor):
        return self.d * (2 / self.d.size)
