"""
Your Sgd returns float32 weights, or takes the weights to float32 on the way: compute in float64, without
astype(np.float32) or dtype=np.float32.

file: optimizer.py
fails:
  - optimizer/sgd_float64_stays
"""

import numpy as np


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        return np.asarray(weight_tensor - self.learning_rate * gradient_tensor, dtype=np.float32)
