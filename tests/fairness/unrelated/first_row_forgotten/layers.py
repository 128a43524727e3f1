# Bug: the loop over the samples in FullyConnected.backward begins at the second one.
# Caught by: layers/fully_connected_input_gradient

import math

import numpy as np


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.n_in = input_size
        self.n_out = output_size
        self.trainable = True
        self.optimizer = None
        self.weights = np.zeros((input_size + 1, output_size))
        for i in range(input_size + 1):
            for j in range(output_size):
                self.weights[i, j] = np.random.uniform(-0.1, 0.1)
        self.gradient_weights = None

    def forward(self, input_tensor):
        self.rows = [np.append(row, 1.0) for row in input_tensor]
        output = np.zeros((len(self.rows), self.n_out))
        for i, row in enumerate(self.rows):
            for j in range(self.n_out):
                output[i, j] = np.dot(row, self.weights[:, j])
        return output

    def backward(self, error_tensor):
        below = np.zeros((len(self.rows), self.n_in))
        gradient = np.zeros((self.n_in + 1, self.n_out))
        for i, row in list(enumerate(self.rows))[1:]:
            for j in range(self.n_out):
                below[i] += error_tensor[i, j] * self.weights[:-1, j]
            gradient += np.outer(row, error_tensor[i])
        self.gradient_weights = gradient
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, gradient)
        return below


class ReLU:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.input = input_tensor
        output = np.zeros(input_tensor.shape)
        for i, row in enumerate(input_tensor):
            output[i] = [v if v > 0 else 0.0 for v in row]
        return output

    def backward(self, error_tensor):
        below = np.zeros(error_tensor.shape)
        for i in range(len(error_tensor)):
            below[i] = [e if v > 0 else 0.0 for e, v in zip(error_tensor[i], self.input[i])]
        return below


class Sigmoid:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.output = np.empty(input_tensor.shape)
        for i in range(input_tensor.shape[0]):
            for j in range(input_tensor.shape[1]):
                x = input_tensor[i, j]
                if x >= 0:
                    self.output[i, j] = 1 / (1 + math.exp(-x))
                else:
                    self.output[i, j] = math.exp(x) / (1 + math.exp(x))
        return self.output

    def backward(self, error_tensor):
        below = np.empty(error_tensor.shape)
        for i in range(error_tensor.shape[0]):
            for j in range(error_tensor.shape[1]):
                y = self.output[i, j]
                below[i, j] = error_tensor[i, j] * y * (1 - y)
        return below


class TanH:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.output = np.empty(input_tensor.shape)
        for index, x in np.ndenumerate(input_tensor):
            self.output[index] = math.tanh(x)
        return self.output

    def backward(self, error_tensor):
        below = np.empty(error_tensor.shape)
        for index, e in np.ndenumerate(error_tensor):
            below[index] = e * (1 - self.output[index] ** 2)
        return below


class SoftMax:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.p = np.empty(input_tensor.shape)
        for i, row in enumerate(input_tensor):
            e = [math.exp(x - max(row)) for x in row]
            for j in range(len(row)):
                self.p[i, j] = e[j] / sum(e)
        return self.p

    def backward(self, error_tensor):
        below = np.empty(error_tensor.shape)
        for i in range(len(error_tensor)):
            mean = 0.0
            for k in range(error_tensor.shape[1]):
                mean += error_tensor[i, k] * self.p[i, k]
            for j in range(error_tensor.shape[1]):
                below[i, j] = self.p[i, j] * (error_tensor[i, j] - mean)
        return below
