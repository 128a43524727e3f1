import numpy as np


class Optimizer:
    def calculate_update(self, w, g):
        raise NotImplementedError


class Sgd(Optimizer):
    def __init__(self, lr):
        super().__init__()
        self.lr = np.float64(lr)

    def calculate_update(self, w, g):
        return np.subtract(w, np.multiply(self.lr, g))
