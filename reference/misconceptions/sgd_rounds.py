"""
Your Sgd rounds the new weights: return weight_tensor - learning_rate * gradient_tensor as it comes, small
steps add up.

file: optimizer.py
fails:
  - optimizer/lecture_gradient_descent_in_one_dimension
  - optimizer/sgd_arguments_unchanged
  - optimizer/sgd_float64_stays
  - optimizer/sgd_has_no_memory
  - optimizer/sgd_leaves_its_arguments_alone
  - optimizer/sgd_of_numbers*
  - optimizer/sgd_update*
  - mnist/first_losses
"""

import numpy as np


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        return np.round(weight_tensor - self.learning_rate * gradient_tensor, 4)
