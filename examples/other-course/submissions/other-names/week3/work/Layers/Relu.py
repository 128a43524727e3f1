import numpy as np

from .Base import BaseLayer


class Relu(BaseLayer):
    def forward(self, input_tensor):
        self.mask = input_tensor > 0
        return np.where(self.mask, input_tensor, 0)

    def backward(self, error_tensor):
        return np.where(self.mask, error_tensor, 0)
