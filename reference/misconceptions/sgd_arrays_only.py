"""
Your Sgd works for arrays alone and stops at plain numbers: use only arithmetic, weight_tensor - learning_rate
* gradient_tensor, and neither a method nor an attribute of an array.

file: optimizer.py
fails:
  - optimizer/lecture_gradient_descent_in_one_dimension
  - optimizer/sgd_of_numbers*
"""


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        updated = weight_tensor.copy()
        updated -= self.learning_rate * gradient_tensor
        return updated
