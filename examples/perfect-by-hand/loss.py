import numpy as np

from numerics import elementwise, logistic, softplus


class Loss:
    """Subclasses give `value` (one number per entry) and `slope`; what is divided by is `share`."""

    def forward(self, prediction, labels):
        self.prediction = np.array(prediction, dtype=float)
        total = 0.0
        for p, y in zip(self.prediction, np.asarray(labels)):
            total += np.einsum("i->", self.value(p, y))
        return np.reshape(total / self.share(), (1, 1))

    def backward(self, labels):
        out = np.zeros(self.prediction.shape)
        for b in range(out.shape[0]):
            out[b, :] = self.slope(self.prediction[b], np.asarray(labels)[b]) / self.share()
        return out

    def share(self):
        return 1.0

    @property
    def batch_size(self):
        return self.prediction.shape[0]


class CrossEntropyLoss(Loss):
    eps = np.finfo(float).eps

    def forward(self, prediction, labels):
        self.prediction = np.array(prediction, dtype=float)
        chosen = self.prediction[np.asarray(labels) == 1]
        return np.negative(np.log(chosen + self.eps)).sum()

    def slope(self, p, y):
        out = np.zeros_like(p)
        for j in range(len(p)):
            if y[j] == 1:
                out[j] = -1.0 / (p[j] + self.eps)
        return out


class BinaryCrossEntropyLoss(Loss):
    tiny = 1e-12

    def value(self, o, y):
        return -np.where(y == 1, np.log(o + self.tiny), np.log1p(-o + self.tiny))

    def slope(self, o, y):
        return np.where(y == 1, -1.0 / (o + self.tiny), 1.0 / (1.0 - o + self.tiny))

    def share(self):
        return self.batch_size


class SigmoidCrossEntropyLoss(Loss):
    def value(self, x, y):
        return elementwise(softplus)(x) - x * y

    def slope(self, x, y):
        return elementwise(logistic)(x) - y

    def share(self):
        return self.batch_size


class SquaredError(Loss):
    def value(self, h, y):
        return np.square(h - y) / 2

    def slope(self, h, y):
        return h - y


class MeanSquaredError(Loss):
    def value(self, h, y):
        return np.square(h - y)

    def slope(self, h, y):
        return 2 * (h - y)

    def share(self):
        return self.prediction.size
