import numpy as np

from .Base import BaseLayer


class FullyConnected(BaseLayer):
    def __init__(self, input_size, output_size):
        super().__init__()
        self.trainable = True
        self.weights = np.random.rand(output_size, input_size + 1)

    @property
    def bias(self):
        return self.weights[:, 0]

    def forward(self, input_tensor):
        self.input_tensor = input_tensor
        return np.einsum("bi,oi->bo", input_tensor, self.weights[:, 1:]) + self.bias

    def backward(self, error_tensor):
        self.gradient_weights = np.column_stack([error_tensor.sum(axis=0), error_tensor.T @ self.input_tensor])
        if self.optimizer:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_tensor @ self.weights[:, 1:]
