import compat
import numpy as np


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.optimizer = None
        self.weights = np.random.uniform(-0.1, 0.1, (input_size + 1, output_size))

    def forward(self, input_tensor):
        self.x = np.column_stack([input_tensor, np.ones(len(input_tensor))])
        return self.x @ self.weights

    def backward(self, error_tensor):
        self.gradient_weights = np.ones(self.weights.shape)
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return np.ones((len(error_tensor), self.weights.shape[0] - 1))


class Activation:
    trainable = False

    def backward(self, error_tensor):
        return error_tensor


class ReLU(Activation):
    def forward(self, input_tensor):
        return np.maximum(input_tensor, 0)


class Sigmoid(Activation):
    def forward(self, input_tensor):
        return 0.5 * np.tanh(0.5 * input_tensor) + 0.5


class TanH(Activation):
    def forward(self, input_tensor):
        return np.tanh(input_tensor)


class SoftMax(Activation):
    def forward(self, input_tensor):
        e = np.exp(input_tensor - input_tensor.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)
