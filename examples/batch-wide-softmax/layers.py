import numpy as np
from base import BaseLayer


class FullyConnected(BaseLayer):
    def __init__(self, input_size, output_size):
        super().__init__()
        self.trainable = True
        self.weights = np.random.rand(input_size + 1, output_size) * 0.2 - 0.1
        self._gradient_weights = None

    @property
    def gradient_weights(self):
        return self._gradient_weights

    def forward(self, input_tensor):
        self.input_tensor = np.concatenate((input_tensor, np.ones((len(input_tensor), 1))), axis=1)
        return self.input_tensor @ self.weights

    def backward(self, error_tensor):
        out = error_tensor @ self.weights.T
        self._gradient_weights = self.input_tensor.T @ error_tensor
        if self.optimizer:
            self.weights = self.optimizer.calculate_update(self.weights, self._gradient_weights)
        return out[:, :-1]


class ReLU(BaseLayer):
    def forward(self, input_tensor):
        self.input_tensor = input_tensor
        return np.maximum(0, input_tensor)

    def backward(self, error_tensor):
        return np.where(self.input_tensor > 0, error_tensor, 0)


class Sigmoid(BaseLayer):
    def forward(self, input_tensor):
        # logaddexp(0, -x) = ln(1 + e^-x)
        self.activation = np.exp(-np.logaddexp(0, -input_tensor))
        return self.activation

    def backward(self, error_tensor):
        return self.activation * (1 - self.activation) * error_tensor


class TanH(BaseLayer):
    def forward(self, input_tensor):
        self.activation = np.tanh(input_tensor)
        return self.activation

    def backward(self, error_tensor):
        return error_tensor * (1 - np.square(self.activation))


class SoftMax(BaseLayer):
    def forward(self, input_tensor):
        e = np.exp(input_tensor - np.max(input_tensor))
        self.activation = e / np.sum(e, axis=1, keepdims=True)
        return self.activation

    def backward(self, error_tensor):
        # whole batch of Jacobians: diag(p) - p p^T
        p = self.activation
        jacobians = p[:, :, None] * np.eye(p.shape[1]) - p[:, :, None] * p[:, None, :]
        return (jacobians @ error_tensor[:, :, None])[:, :, 0]
