# Bug: range(len - 1): the last weight is never updated.
# Caught by: optimizer/sgd_step

import numpy as np


class Sgd:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def calculate_update(self, weight_tensor, gradient_tensor):
        if np.ndim(weight_tensor) == 0:
            return weight_tensor - self.learning_rate * gradient_tensor
        rate = self.learning_rate
        flat = [w - rate * g for w, g in zip(weight_tensor.ravel().tolist(), gradient_tensor.ravel().tolist())]
        flat[-1] = weight_tensor.ravel()[-1]
        return np.array(flat).reshape(weight_tensor.shape)
