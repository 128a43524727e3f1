"""Inherits from a base class in a file of its own, by one and by two levels."""

import numpy as np

from base import BaseLayer, ElementWise


class FullyConnected(BaseLayer):
    def __init__(self, input_size, output_size):
        super().__init__(trainable=True)
        self.input_size = input_size
        self.output_size = output_size
        self.weights = np.random.uniform(-0.1, 0.1, (input_size + 1, output_size))
        self._optimizer = None
        self._gradient_weights = None

    def get_optimizer(self):
        return self._optimizer

    def set_optimizer(self, optimizer):
        self._optimizer = optimizer

    optimizer = property(get_optimizer, set_optimizer)

    def get_gradient_weights(self):
        return self._gradient_weights

    def set_gradient_weights(self, value):
        self._gradient_weights = value

    gradient_weights = property(get_gradient_weights, set_gradient_weights)

    def forward(self, input_tensor):
        self.input_tensor = np.concatenate((input_tensor, np.ones((input_tensor.shape[0], 1))), axis=1)
        return np.dot(self.input_tensor, self.weights)

    def backward(self, error_tensor):
        error = np.dot(error_tensor, self.weights.T)
        error = np.delete(error, -1, axis=1)
        self.gradient_weights = np.dot(self.input_tensor.T, error_tensor)
        if self.optimizer:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error


class ReLU(ElementWise):
    @staticmethod
    def function(x):
        return np.maximum(0, x)

    @staticmethod
    def slope(y):
        return y > 0


class Sigmoid(ElementWise):
    @staticmethod
    def function(x):
        z = np.exp(-np.abs(x))
        return np.where(x < 0, z, 1) / (1 + z)

    @staticmethod
    def slope(y):
        return y * (1 - y)


class TanH(ElementWise):
    function = staticmethod(np.tanh)

    @staticmethod
    def slope(y):
        return 1 - y**2


class SoftMax(BaseLayer):
    def forward(self, input_tensor):
        x = input_tensor - np.max(input_tensor, axis=1).reshape(-1, 1)
        self.y = np.exp(x) / np.exp(x).sum(axis=1).reshape(-1, 1)
        return self.y

    def backward(self, error_tensor):
        return self.y * (error_tensor - (error_tensor * self.y).sum(axis=1).reshape(-1, 1))
