"""Layers. The bias is the last row of the weights, fed by a column of ones."""

import numpy as np


class FullyConnected:
    trainable = True

    def __init__(self, input_size, output_size):
        self.weights = np.random.uniform(-0.1, 0.1, size=(input_size + 1, output_size))
        self.gradient_weights = None
        self.optimizer = None

    def forward(self, input_tensor):
        self.inputs = np.pad(input_tensor, ((0, 0), (0, 1)), constant_values=1.0)
        return self.inputs @ self.weights

    def backward(self, error_tensor):
        error_below = error_tensor @ self.weights[:-1].T  # before the update!
        self.gradient_weights = self.inputs.T @ error_tensor
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below


class ReLU:
    trainable = False

    def forward(self, input_tensor):
        self.positive = input_tensor > 0
        return np.where(self.positive, input_tensor, 0.0)

    def backward(self, error_tensor):
        return np.where(self.positive, error_tensor, 0.0)


class Sigmoid:
    trainable = False

    def forward(self, input_tensor):
        # 1 / (1 + exp(-x)) = (1 + tanh(x / 2)) / 2, and tanh does not overflow
        self.output = 0.5 * (1.0 + np.tanh(0.5 * input_tensor))
        return self.output

    def backward(self, error_tensor):
        return error_tensor * self.output * (1.0 - self.output)


class TanH:
    trainable = False

    def forward(self, input_tensor):
        self.output = np.tanh(input_tensor)
        return self.output

    def backward(self, error_tensor):
        return error_tensor * (1.0 - self.output**2)


class SoftMax:
    trainable = False

    def forward(self, input_tensor):
        exponentials = np.exp(input_tensor - input_tensor.max(axis=1, keepdims=True))
        self.output = exponentials / exponentials.sum(axis=1, keepdims=True)
        return self.output

    def backward(self, error_tensor):
        weighted_mean = (error_tensor * self.output).sum(axis=1, keepdims=True)
        return self.output * (error_tensor - weighted_mean)
