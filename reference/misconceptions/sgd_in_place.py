"""
Your Sgd changes the weights that it was given, by -= or out=: compute weight_tensor - learning_rate *
gradient_tensor as a new array and return it.

file: optimizer.py
fails:
  - optimizer/sgd_arguments_unchanged
  - optimizer/sgd_leaves_its_arguments_alone
"""


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        weight_tensor -= self.learning_rate * gradient_tensor
        return weight_tensor
