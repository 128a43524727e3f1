import matplotlib.pyplot as plt
import numpy as np

from numerics import elementwise, logistic


class Layer:
    """What all layers have in common. Subclasses say how to go forward and what the slope is."""

    def __init__(self, trainable=False):
        self._trainable = trainable
        self._seen = None

    @property
    def trainable(self):
        return self._trainable

    def forward(self, x):
        raise NotImplementedError

    def backward(self, err):
        raise NotImplementedError


class FullyConnected(Layer):
    """I keep matrix and bias apart; `weights` glues them together for whoever asks."""

    def __init__(self, n_in, n_out):
        super().__init__(trainable=True)
        self._kernel = 0.2 * np.random.rand(n_in, n_out) - 0.1
        self._bias = 0.2 * np.random.rand(n_out) - 0.1
        self._kernel_gradient = np.zeros((n_in, n_out))
        self._bias_gradient = np.zeros(n_out)
        self._optimizer = None

    @property
    def weights(self):
        return np.vstack((self._kernel, self._bias))

    @weights.setter
    def weights(self, w):
        w = np.array(w, dtype=float)
        self._kernel, self._bias = w[:-1], w[-1]

    @property
    def gradient_weights(self):
        return np.vstack((self._kernel_gradient, self._bias_gradient))

    @property
    def optimizer(self):
        return self._optimizer

    @optimizer.setter
    def optimizer(self, o):
        self._optimizer = o

    def forward(self, x):
        self._seen = np.array(x, dtype=float)
        return np.einsum("bi,io->bo", self._seen, self._kernel, optimize=True) + self._bias

    def backward(self, err):
        err = np.array(err, dtype=float)
        self._kernel_gradient = np.einsum("bi,bo->io", self._seen, err, optimize=True)
        self._bias_gradient = np.einsum("bo->o", err)
        below = np.einsum("bo,io->bi", err, self._kernel, optimize=True)
        if self._optimizer:
            self.weights = self._optimizer.calculate_update(self.weights, self.gradient_weights)
        return below


class ReLU(Layer):
    def forward(self, x):
        self._seen = np.copy(x)
        return np.maximum(self._seen, 0)

    def backward(self, err):
        out = np.copy(err)
        out[self._seen <= 0] = 0
        return out


class Sigmoid(Layer):
    def forward(self, x):
        self._seen = elementwise(logistic)(x)
        return self._seen.copy()

    def backward(self, err):
        return np.multiply(err, self._seen - self._seen**2)


class TanH(Layer):
    def forward(self, x):
        self._seen = np.tanh(x, dtype=np.float64)
        return self._seen.copy()

    def backward(self, err):
        return np.multiply(err, (1 - self._seen) * (1 + self._seen))


class SoftMax(Layer):
    def forward(self, x):
        rows = []
        for row in x:
            e = np.exp(row - max(row))
            rows.append(e / e.sum())
        self._seen = np.array(rows)
        return np.array(rows)

    def backward(self, err):
        out = np.empty(err.shape)
        for b in range(err.shape[0]):
            p = self._seen[b]
            jacobian = np.diag(p) - np.outer(p, p)
            out[b] = jacobian @ err[b]
        return out


def plot(layer, left=-5, right=5):
    """to look at an activation"""
    x = np.linspace(left, right, 200)[:, None]
    plt.plot(x, layer.forward(x))
    plt.show()
