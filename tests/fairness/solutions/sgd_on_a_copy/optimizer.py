"""Copies the weights first and then steps in place, on the copy."""

import copy


class Sgd:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def calculate_update(self, weight_tensor, gradient_tensor):
        new = copy.deepcopy(weight_tensor)
        new -= self.learning_rate * gradient_tensor
        return new
