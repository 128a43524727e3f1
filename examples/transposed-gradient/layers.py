# Exercise: layers
import numpy as np


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.optimizer = None
        self.input_size = input_size
        self.output_size = output_size
        # one row more than inputs: the bias
        self.weights = np.random.uniform(-0.1, 0.1, (input_size + 1, output_size))
        self.gradient_weights = None
        self.X = None

    def forward(self, input_tensor):
        # X gets a column of ones, so the bias is just another weight
        batch_size = input_tensor.shape[0]
        self.X = np.c_[input_tensor, np.ones(batch_size)]
        Y = np.dot(self.X, self.weights)
        return Y

    def backward(self, error_tensor):
        # gradient w.r.t. the weights: (output x batch) * (batch x input)
        self.gradient_weights = np.dot(error_tensor.T, self.X)
        # error for the layer before, without the bias row
        error_prev = np.dot(error_tensor, self.weights[:-1, :].T)
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_prev


class ReLU:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.mask = input_tensor > 0
        return input_tensor * self.mask

    def backward(self, error_tensor):
        return error_tensor * self.mask


class Sigmoid:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        # exp only of negative numbers, otherwise there are overflow warnings
        e = np.exp(-np.abs(input_tensor))
        self.y = np.where(input_tensor >= 0, 1 / (1 + e), e / (1 + e))
        return self.y

    def backward(self, error_tensor):
        return error_tensor * self.y * (1 - self.y)


class TanH:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.y = np.tanh(input_tensor)
        return self.y

    def backward(self, error_tensor):
        return error_tensor * (1 - self.y ** 2)


class SoftMax:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        # shift every row by its maximum (numerical stability, see the slides)
        shifted = input_tensor - np.max(input_tensor, axis=1)[:, np.newaxis]
        exps = np.exp(shifted)
        self.p = exps / np.sum(exps, axis=1)[:, np.newaxis]
        return self.p

    def backward(self, error_tensor):
        s = np.sum(error_tensor * self.p, axis=1)
        return self.p * (error_tensor - s[:, np.newaxis])
