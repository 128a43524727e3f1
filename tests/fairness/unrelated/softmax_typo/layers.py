# Bug: SoftMax.backward has a typo in the name of its attribute.
# Caught by: layers/activation_gradient[SoftMax]

import numpy as np


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.optimizer = None
        self.weights = np.random.uniform(low=-0.1, high=0.1, size=[input_size + 1, output_size])

    def forward(self, input_tensor):
        extended = np.c_[input_tensor, np.ones(input_tensor.shape[0])]
        self.extended_T = np.transpose(extended)
        self.weights_T = np.transpose(self.weights)[:, :-1]
        return np.dot(extended, self.weights)

    def backward(self, error_tensor):
        self.gradient_weights = np.dot(self.extended_T, error_tensor)
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return np.dot(error_tensor, self.weights_T)


class ReLU:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.slope = np.heaviside(input_tensor, 0.0)
        return self.slope * input_tensor

    def backward(self, error_tensor):
        return self.slope * error_tensor


class Sigmoid:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        y = np.exp(-np.logaddexp(0.0, -input_tensor))
        self.slope = y * (1 - y)
        return y

    def backward(self, error_tensor):
        return self.slope * error_tensor


class TanH:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        y = np.tanh(input_tensor)
        self.slope = 1 - y * y
        return y

    def backward(self, error_tensor):
        return self.slope * error_tensor


class SoftMax:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        e = np.exp((input_tensor.T - input_tensor.max(1)).T)
        p = (e.T / e.sum(1)).T
        self.jacobians = np.stack([np.diag(row) - np.outer(row, row) for row in p])
        return p

    def backward(self, error_tensor):
        return np.matmul(self.jacobian, error_tensor[:, :, np.newaxis])[:, :, 0]
