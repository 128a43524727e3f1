# Bug: the bias is added twice in forward, a paste that was not noticed.
# Caught by: layers/fully_connected_forward[six rows]

import numpy as np


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.optimizer = None
        self.W = np.random.uniform(-0.1, 0.1, size=(input_size, output_size))
        self.b = np.random.uniform(-0.1, 0.1, size=output_size)
        self.dW = None
        self.db = None

    @property
    def weights(self):
        return np.concatenate([self.W, self.b[np.newaxis, :]], axis=0)

    @weights.setter
    def weights(self, value):
        self.W = value[:-1]
        self.b = value[-1]

    @property
    def gradient_weights(self):
        if self.dW is None:
            return None
        return np.concatenate([self.dW, self.db[np.newaxis, :]], axis=0)

    def forward(self, input_tensor):
        self.X = input_tensor
        output = self.X @ self.W + self.b
        output = output + self.b
        return output

    def backward(self, error_tensor):
        self.dW = self.X.T @ error_tensor
        self.db = error_tensor.sum(axis=0)
        error_below = error_tensor @ self.W.T
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below


class ReLU:
    trainable = False

    def forward(self, input_tensor):
        self.X = input_tensor
        return np.where(input_tensor > 0, input_tensor, 0.0)

    def backward(self, error_tensor):
        return np.where(self.X > 0, error_tensor, 0.0)


class Sigmoid:
    trainable = False

    def forward(self, input_tensor):
        z = np.exp(-np.abs(input_tensor))
        self.Y = np.where(input_tensor >= 0, 1 / (1 + z), z / (1 + z))
        return self.Y

    def backward(self, error_tensor):
        return error_tensor * self.Y * (1 - self.Y)


class TanH:
    trainable = False

    def forward(self, input_tensor):
        self.Y = np.tanh(input_tensor)
        return self.Y

    def backward(self, error_tensor):
        return error_tensor * (1 - np.square(self.Y))


class SoftMax:
    trainable = False

    def forward(self, input_tensor):
        shifted = input_tensor - np.amax(input_tensor, axis=1, keepdims=True)
        self.Y = np.exp(shifted)
        self.Y /= np.sum(self.Y, axis=1, keepdims=True)
        return self.Y

    def backward(self, error_tensor):
        return self.Y * (error_tensor - np.sum(error_tensor * self.Y, axis=1, keepdims=True))
