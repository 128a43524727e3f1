"""
Your Sgd limits large gradients before the step: take them as they are, weight_tensor - learning_rate *
gradient_tensor.

file: optimizer.py
fails:
  - optimizer/lecture_gradient_descent_in_one_dimension
  - optimizer/sgd_arguments_unchanged
  - optimizer/sgd_float64_stays
  - optimizer/sgd_has_no_memory
  - optimizer/sgd_leaves_its_arguments_alone
  - optimizer/sgd_step
  - optimizer/sgd_update*
  - mnist/first_losses
also:
  "optimizer/sgd_of_numbers*": by chance, where its one number lies within the limit
"""

import numpy as np


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        return weight_tensor - self.learning_rate * np.clip(gradient_tensor, -1.0, 1.0)
