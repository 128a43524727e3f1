import numpy as np

from .interfaces import Learning


class FullyConnected(Learning):
    def __init__(self, input_size, output_size):
        super().__init__(np.random.uniform(-0.1, 0.1, (input_size + 1, output_size)))

    def forward(self, input_tensor):
        self._memory = np.column_stack([input_tensor, np.ones(len(input_tensor))])
        return self._memory.dot(self.weights)

    def backward(self, error_tensor):
        below = error_tensor.dot(self.weights[:-1].transpose())
        self.gradient_weights = self._memory.transpose().dot(error_tensor)
        self._step()
        return below
