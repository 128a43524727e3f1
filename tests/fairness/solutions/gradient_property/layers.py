"""trainable, optimizer and gradient_weights are properties; the setter of the optimizer takes a deep copy."""

import copy

import numpy as np


class FullyConnected:
    def __init__(self, input_size, output_size):
        rng = np.random.RandomState()
        self.__weights = rng.uniform(-0.1, 0.1, size=(input_size + 1, output_size))
        self.__gradient = None
        self.__optimizer = None

    @property
    def trainable(self):
        return True

    @property
    def weights(self):
        return self.__weights.copy()

    @weights.setter
    def weights(self, weights):
        self.__weights = np.array(weights, dtype=float)

    @property
    def gradient_weights(self):
        return self.__gradient

    @property
    def optimizer(self):
        return self.__optimizer

    @optimizer.setter
    def optimizer(self, optimizer):
        self.__optimizer = copy.deepcopy(optimizer)

    @optimizer.deleter
    def optimizer(self):
        self.__optimizer = None

    def forward(self, input_tensor):
        self.__x = np.insert(input_tensor, input_tensor.shape[1], 1.0, axis=1)
        return self.__x @ self.__weights

    def backward(self, error_tensor):
        self.__gradient = self.__x.T @ error_tensor
        result = error_tensor @ self.__weights[:-1, :].T
        if self.__optimizer is not None:
            self.weights = self.__optimizer.calculate_update(self.weights, self.__gradient)
        return result


class _Activation:
    @property
    def trainable(self):
        return False

    @property
    def optimizer(self):
        return None

    @property
    def gradient_weights(self):
        return None


class ReLU(_Activation):
    def forward(self, input_tensor):
        self.__x = np.copy(input_tensor)
        return (np.abs(self.__x) + self.__x) / 2

    def backward(self, error_tensor):
        return (np.sign(self.__x) > 0) * error_tensor


class Sigmoid(_Activation):
    def forward(self, input_tensor):
        self.__y = np.piecewise(
            input_tensor,
            [input_tensor < 0],
            [lambda x: np.exp(x) / (1 + np.exp(x)), lambda x: 1 / (1 + np.exp(-x))],
        )
        return self.__y.copy()

    def backward(self, error_tensor):
        return error_tensor * (self.__y - self.__y**2)


class TanH(_Activation):
    def forward(self, input_tensor):
        self.__y = 2 / (1 + np.exp(-2 * np.clip(input_tensor, -300, 300))) - 1
        return self.__y.copy()

    def backward(self, error_tensor):
        return error_tensor * (1 - self.__y**2)


class SoftMax(_Activation):
    def forward(self, input_tensor):
        self.__p = np.apply_along_axis(lambda row: np.exp(row - row.max()), 1, input_tensor)
        self.__p = np.apply_along_axis(lambda row: row / row.sum(), 1, self.__p)
        return self.__p.copy()

    def backward(self, error_tensor):
        return np.array([p * (e - e @ p) for p, e in zip(self.__p, error_tensor)])
