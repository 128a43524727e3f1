"""The rate is kept as a NumPy scalar and numbers come back as NumPy scalars or 0-d arrays."""

import numpy as np


class Sgd:
    def __init__(self, learning_rate):
        self.learning_rate = np.float64(learning_rate)

    def calculate_update(self, weight_tensor, gradient_tensor):
        weights = np.asarray(weight_tensor, dtype=np.float64)
        return np.array(weights - self.learning_rate * np.asarray(gradient_tensor))
