"""
Your Sgd multiplies the gradient that it was given by the rate in place: the caller still needs the gradient,
so write learning_rate * gradient_tensor into a new array.

file: optimizer.py
fails:
  - optimizer/sgd_arguments_unchanged
  - optimizer/sgd_leaves_its_arguments_alone
"""


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        gradient_tensor *= self.learning_rate
        return weight_tensor - gradient_tensor
