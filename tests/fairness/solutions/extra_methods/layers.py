"""More public methods than are asked for: initialise, n_parameters, copy, summary, norms, __call__."""

import copy

import numpy as np


class Common:
    trainable = False

    def __call__(self, x):
        return self.forward(x)

    def copy(self):
        return copy.deepcopy(self)

    def summary(self):
        return f"{type(self).__name__} ({self.n_parameters} parameters)"

    __str__ = summary

    @property
    def n_parameters(self):
        return 0


class FullyConnected(Common):
    trainable = True

    def __init__(self, input_size, output_size):
        self.input_size, self.output_size = input_size, output_size
        self.optimizer = None
        self.initialize()

    def initialize(self, initializer=None):
        shape = (self.input_size + 1, self.output_size)
        self.weights = np.random.uniform(-0.1, 0.1, shape) if initializer is None else initializer(shape)
        self.reset_gradient()

    def reset_gradient(self):
        self.gradient_weights = np.zeros((self.input_size + 1, self.output_size))

    @property
    def n_parameters(self):
        return self.weights.size

    def norm(self):
        return np.linalg.norm(self.weights)

    def forward(self, input_tensor):
        self.input_tensor = np.hstack([input_tensor, np.ones((len(input_tensor), 1))])
        return self.input_tensor @ self.weights

    def backward(self, error_tensor):
        below = error_tensor @ self.weights[:-1].T
        self.reset_gradient()
        self.gradient_weights += self.input_tensor.T @ error_tensor
        self.update()
        return below

    def update(self):
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)


class ReLU(Common):
    def forward(self, input_tensor):
        self.mask = input_tensor > 0
        return np.where(self.mask, input_tensor, 0)

    def backward(self, error_tensor):
        return np.where(self.mask, error_tensor, 0)


class Sigmoid(Common):
    def value(self, x):
        return 0.5 * (1 + np.tanh(0.5 * x))

    def derivative(self, x):
        return self.value(x) * self.value(-x)

    def forward(self, input_tensor):
        self.x = input_tensor
        return self.value(input_tensor)

    def backward(self, error_tensor):
        return error_tensor * self.derivative(self.x)


class TanH(Common):
    def value(self, x):
        return np.tanh(x)

    def derivative(self, x):
        return 1 - self.value(x) ** 2

    def forward(self, input_tensor):
        self.x = input_tensor
        return self.value(input_tensor)

    def backward(self, error_tensor):
        return error_tensor * self.derivative(self.x)


class SoftMax(Common):
    def forward(self, input_tensor):
        z = np.exp(input_tensor - input_tensor.max(axis=1, keepdims=True))
        self.probabilities = z / z.sum(axis=1, keepdims=True)
        return self.probabilities

    def predict(self, input_tensor):
        return self.forward(input_tensor).argmax(axis=1)

    def jacobian(self, i):
        return np.diag(self.probabilities[i]) - np.outer(self.probabilities[i], self.probabilities[i])

    def backward(self, error_tensor):
        return np.stack([self.jacobian(i) @ e for i, e in enumerate(error_tensor)])
