"""__slots__ in every class, so that nothing but the named attributes can be set."""

import numpy as np


class FullyConnected:
    __slots__ = ("_x", "gradient_weights", "optimizer", "trainable", "weights")

    def __init__(self, input_size, output_size):
        self.trainable = True
        self.optimizer = None
        self.gradient_weights = None
        self.weights = np.random.uniform(-0.1, 0.1, (input_size + 1, output_size))

    def forward(self, input_tensor):
        self._x = np.append(input_tensor, np.ones((len(input_tensor), 1)), axis=1)
        return self._x @ self.weights

    def backward(self, error_tensor):
        below = (error_tensor @ self.weights.T)[:, :-1]
        self.gradient_weights = self._x.T @ error_tensor
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return below


class _Memory:
    __slots__ = ("_m", "trainable")

    def __init__(self):
        self.trainable = False


class ReLU(_Memory):
    __slots__ = ()

    def forward(self, input_tensor):
        self._m = input_tensor > 0
        return np.where(self._m, input_tensor, 0)

    def backward(self, error_tensor):
        return np.where(self._m, error_tensor, 0)


class Sigmoid(_Memory):
    __slots__ = ()

    def forward(self, input_tensor):
        self._m = 0.5 + 0.5 * np.tanh(input_tensor / 2)
        return self._m

    def backward(self, error_tensor):
        return error_tensor * self._m * (1 - self._m)


class TanH(_Memory):
    __slots__ = ()

    def forward(self, input_tensor):
        self._m = np.tanh(input_tensor)
        return self._m

    def backward(self, error_tensor):
        return error_tensor * (1 - self._m**2)


class SoftMax(_Memory):
    __slots__ = ()

    def forward(self, input_tensor):
        self._m = np.exp(input_tensor - input_tensor.max(axis=1, keepdims=True))
        self._m = self._m / self._m.sum(axis=1, keepdims=True)
        return self._m

    def backward(self, error_tensor):
        return self._m * (error_tensor - np.sum(error_tensor * self._m, axis=1, keepdims=True))
