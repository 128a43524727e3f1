import numpy as np

eps = np.finfo(float).eps


class CrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction_tensor = prediction_tensor
        at_label = np.sum(prediction_tensor * label_tensor, axis=1)
        return float(-np.log(at_label + eps).sum())

    def backward(self, label_tensor):
        return -(label_tensor / (self.prediction_tensor + eps))


class BinaryCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        self.prediction_tensor = np.clip(prediction_tensor, 1e-10, 1 - 1e-10)
        p_of_truth = np.where(label_tensor > 0.5, self.prediction_tensor, 1 - self.prediction_tensor)
        return float(-np.log(p_of_truth).sum() / p_of_truth.shape[0])

    def backward(self, label_tensor):
        o = self.prediction_tensor
        return (o - label_tensor) / (o * (1 - o)) / o.shape[0]


class SigmoidCrossEntropyLoss:
    def forward(self, prediction_tensor, label_tensor):
        # -ln(sigmoid(x)) for y = 1 and -ln(sigmoid(-x)) for y = 0
        self.logits = prediction_tensor
        sign = 2 * label_tensor - 1
        return float(np.logaddexp(0, -sign * prediction_tensor).sum() / prediction_tensor.shape[0])

    def backward(self, label_tensor):
        return (np.exp(-np.logaddexp(0, -self.logits)) - label_tensor) / self.logits.shape[0]


class SquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.diff = prediction_tensor - label_tensor
        return float(np.vdot(self.diff, self.diff) / 2)

    def backward(self, label_tensor):
        return self.diff.copy()


class MeanSquaredError:
    def forward(self, prediction_tensor, label_tensor):
        self.diff = prediction_tensor - label_tensor
        return float(np.vdot(self.diff, self.diff) / self.diff.size)

    def backward(self, label_tensor):
        return self.diff * (2 / self.diff.size)
