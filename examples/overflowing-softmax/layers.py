import numpy as np


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.weights = np.random.uniform(-0.1, 0.1, (input_size + 1, output_size))
        self.gradient_weights = None
        self._optimizer = None

    @property
    def optimizer(self):
        return self._optimizer

    @optimizer.setter
    def optimizer(self, optimizer):
        self._optimizer = optimizer

    def forward(self, input_tensor):
        self.input_tensor = np.append(input_tensor, np.ones((input_tensor.shape[0], 1)), axis=1)
        return self.input_tensor.dot(self.weights)

    def backward(self, error_tensor):
        new_error = error_tensor.dot(self.weights.T)[:, :-1]
        self.gradient_weights = self.input_tensor.T.dot(error_tensor)
        if self._optimizer is not None:
            self.weights = self._optimizer.calculate_update(self.weights, self.gradient_weights)
        return new_error


class ReLU:
    trainable = False

    def forward(self, input_tensor):
        self.negative = input_tensor <= 0
        output = input_tensor.copy()
        output[self.negative] = 0
        return output

    def backward(self, error_tensor):
        output = error_tensor.copy()
        output[self.negative] = 0
        return output


class Sigmoid:
    trainable = False

    def forward(self, input_tensor):
        self.y = np.empty_like(input_tensor)
        pos = input_tensor >= 0
        self.y[pos] = 1 / (1 + np.exp(-input_tensor[pos]))
        e = np.exp(input_tensor[~pos])
        self.y[~pos] = e / (1 + e)
        return self.y

    def backward(self, error_tensor):
        return error_tensor * self.y * (1 - self.y)


class TanH:
    trainable = False

    def forward(self, input_tensor):
        self.y = np.tanh(input_tensor)
        return self.y

    def backward(self, error_tensor):
        return error_tensor * (1 - self.y * self.y)


class SoftMax:
    trainable = False

    def forward(self, input_tensor):
        exp = np.exp(input_tensor)
        self.y = exp / exp.sum(axis=1, keepdims=True)
        return self.y

    def backward(self, error_tensor):
        return self.y * (error_tensor - (error_tensor * self.y).sum(axis=1, keepdims=True))
