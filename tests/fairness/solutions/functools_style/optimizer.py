"""calculate_update by singledispatchmethod: arrays one way, numbers the other."""

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
        return np.subtract(weight_tensor, np.multiply(self.rate, gradient_tensor))
