import numpy as np


class CrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.shape = prediction_tensor.shape
        return 0.0

    def backward(self, label_tensor):
        return np.zeros(self.shape)


class BinaryCrossEntropyLoss(CrossEntropyLoss):
    pass


class SigmoidCrossEntropyLoss(CrossEntropyLoss):
    pass


class SquaredError(CrossEntropyLoss):
    pass


class MeanSquaredError(CrossEntropyLoss):
    pass
