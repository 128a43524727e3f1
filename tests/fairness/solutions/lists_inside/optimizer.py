"""Steps entry by entry over nested lists, and gives back what it was given: an array or a number."""

import numpy as np


class Sgd:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def calculate_update(self, weight_tensor, gradient_tensor):
        if np.ndim(weight_tensor) == 0:
            return weight_tensor - self.learning_rate * gradient_tensor
        rate = self.learning_rate
        flat = [w - rate * g for w, g in zip(weight_tensor.ravel().tolist(), gradient_tensor.ravel().tolist())]
        return np.array(flat).reshape(weight_tensor.shape)
