"""
Your Sgd makes every step equally long by dividing the gradient by its norm: a small gradient must give a
small step, so use it as it is.

file: optimizer.py
fails:
  - optimizer/*
  - mnist/first_losses
"""

import numpy as np


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        return weight_tensor - self.learning_rate * gradient_tensor / np.sqrt(np.sum(gradient_tensor**2))
