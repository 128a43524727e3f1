"""
Your Sgd writes into the weights that it was given: -= on an array changes the caller's.

file: Optimization/Optimizers.py
fails:
  - optimizer/sgd_leaves_its_arguments_alone
"""


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        weight_tensor -= self.learning_rate * gradient_tensor
        return weight_tensor
