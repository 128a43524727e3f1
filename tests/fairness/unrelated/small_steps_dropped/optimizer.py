# Bug: gradients below 0.5 are taken for noise and set to zero.
# Caught by: optimizer/sgd_of_numbers[int rate]

from functools import singledispatchmethod

import numpy as np


class Sgd:
    def __init__(self, learning_rate):
        self.rate = learning_rate

    @singledispatchmethod
    def calculate_update(self, weight_tensor, gradient_tensor):
        return weight_tensor - self.rate * gradient_tensor

    @calculate_update.register
    def _(self, weight_tensor: np.ndarray, gradient_tensor):
        noise = np.abs(gradient_tensor) < 0.5
        return np.subtract(weight_tensor, np.multiply(self.rate, np.where(noise, 0, gradient_tensor)))
