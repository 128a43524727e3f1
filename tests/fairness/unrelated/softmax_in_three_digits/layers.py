# Bug: SoftMax rounds its probabilities to three digits, for nicer printing.
# Caught by: layers/activation_forward[SoftMax]

import numpy as np


def log_sum_exp(x):
    m = x.max(axis=1, keepdims=True)
    return m + np.log(np.sum(np.exp(x - m), axis=1, keepdims=True))


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.optimizer = None
        self.weights = (np.random.random_sample((input_size + 1, output_size)) * 2 - 1) / 10
        self.gradient_weights = np.zeros_like(self.weights)

    def forward(self, input_tensor):
        self.x = np.concatenate([input_tensor, np.full((len(input_tensor), 1), 1.0)], axis=1)
        return np.tensordot(self.x, self.weights, axes=1)

    def backward(self, error_tensor):
        below = np.inner(error_tensor, self.weights[:-1])
        self.gradient_weights = np.tensordot(self.x, error_tensor, axes=(0, 0))
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return below


class ReLU:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.x = input_tensor
        return input_tensor.clip(min=0)

    def backward(self, error_tensor):
        return error_tensor * np.greater(self.x, 0)


class Sigmoid:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.log_y = -np.logaddexp(0, -input_tensor)
        self.log_1_minus_y = -np.logaddexp(0, input_tensor)
        return np.exp(self.log_y)

    def backward(self, error_tensor):
        return error_tensor * np.exp(self.log_y + self.log_1_minus_y)


class TanH:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        small = np.expm1(-2 * np.abs(input_tensor))
        self.y = np.copysign(small / (small + 2), input_tensor)
        return self.y

    def backward(self, error_tensor):
        return error_tensor * (1 - self.y) * (1 + self.y)


class SoftMax:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.p = np.exp(input_tensor - log_sum_exp(input_tensor)).round(3)
        return self.p

    def backward(self, error_tensor):
        return error_tensor * self.p - self.p * (error_tensor * self.p).sum(axis=1, keepdims=True)
