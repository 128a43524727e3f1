"""Calls every part by the names of the parameters that the docstrings give."""

import numpy as np


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.optimizer = None
        self.weights = np.random.uniform(low=-0.1, high=0.1, size=(input_size + 1, output_size))

    def forward(self, input_tensor):
        self.extended = np.hstack(tup=(input_tensor, np.ones(shape=(input_tensor.shape[0], 1))))
        return np.matmul(self.extended, self.weights)

    def backward(self, error_tensor):
        below = np.matmul(error_tensor, self.weights[:-1].T)
        self.gradient_weights = np.matmul(self.extended.T, error_tensor)
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(
                weight_tensor=self.weights, gradient_tensor=self.gradient_weights
            )
        return below


class ReLU:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.active = input_tensor > 0.0
        return np.clip(input_tensor, 0.0, np.inf)

    def backward(self, error_tensor):
        return error_tensor * self.active


class Sigmoid:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.output = np.exp(-np.logaddexp(0, -input_tensor))
        return self.output

    def backward(self, error_tensor):
        return error_tensor * self.output * (1 - self.output)


class TanH:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.output = np.tanh(input_tensor)
        return self.output

    def backward(self, error_tensor):
        return error_tensor * (1 - self.output**2)


class SoftMax:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        e = np.exp(np.subtract(input_tensor, np.max(a=input_tensor, axis=1, keepdims=True)))
        self.output = np.divide(e, np.sum(a=e, axis=1, keepdims=True))
        return self.output

    def backward(self, error_tensor):
        weighted = np.sum(a=error_tensor * self.output, axis=1, keepdims=True)
        return self.output * (error_tensor - weighted)
