import numpy as np


class FullyConnected:
    """Fully connected layer, the bias is in the last row of the weights."""

    def __init__(self, input_size, output_size):
        self.trainable = True
        self.weights = np.random.uniform(low=-0.1, high=0.1, size=(input_size + 1, output_size))
        self.gradient_weights = np.zeros((input_size + 1, output_size))
        self.optimizer = None
        self.input_tensor = None

    def forward(self, input_tensor):
        self.input_tensor = input_tensor
        weights = self.weights[:-1]
        bias = self.weights[-1]
        return np.matmul(input_tensor, weights) + bias

    def backward(self, error_tensor):
        weights = self.weights[:-1]
        error_below = np.matmul(error_tensor, weights.T)
        self.gradient_weights = np.zeros(self.weights.shape)
        self.gradient_weights[:-1] = np.matmul(self.input_tensor.T, error_tensor)
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below


class ReLU:
    def __init__(self):
        self.trainable = False
        self.input_tensor = None

    def forward(self, input_tensor):
        self.input_tensor = input_tensor
        return np.where(input_tensor > 0, input_tensor, np.zeros_like(input_tensor))

    def backward(self, error_tensor):
        return np.where(self.input_tensor > 0, error_tensor, np.zeros_like(error_tensor))


class Sigmoid:
    def __init__(self):
        self.trainable = False
        self.output = None

    def forward(self, input_tensor):
        # clipping: exp(710) is infinite
        self.output = 1.0 / (1.0 + np.exp(-np.clip(input_tensor, -500, 500)))
        return self.output

    def backward(self, error_tensor):
        derivative = self.output * (1.0 - self.output)
        return derivative * error_tensor


class TanH:
    def __init__(self):
        self.trainable = False
        self.output = None

    def forward(self, input_tensor):
        self.output = np.tanh(input_tensor)
        return self.output

    def backward(self, error_tensor):
        derivative = 1.0 - self.output * self.output
        return derivative * error_tensor


class SoftMax:
    def __init__(self):
        self.trainable = False
        self.output = None

    def forward(self, input_tensor):
        maximum = np.max(input_tensor, axis=1, keepdims=True)
        exponentials = np.exp(input_tensor - maximum)
        self.output = exponentials / np.sum(exponentials, axis=1, keepdims=True)
        return self.output

    def backward(self, error_tensor):
        summed = np.sum(error_tensor * self.output, axis=1, keepdims=True)
        return self.output * (error_tensor - summed)
