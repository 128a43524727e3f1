"""
Your Sgd uses only the sign of the gradient: a steeper slope must give a longer step, so multiply the rate by
the gradient itself.

file: optimizer.py
fails:
  - optimizer/*
  - mnist/first_losses
"""

import numpy as np


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        return weight_tensor - self.learning_rate * np.sign(gradient_tensor)
