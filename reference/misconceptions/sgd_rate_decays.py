"""
Your Sgd shrinks its learning rate from step to step: the rate stays what the constructor was given.

file: optimizer.py
fails:
  - optimizer/lecture_gradient_descent_in_one_dimension
  - optimizer/sgd_arguments_unchanged
  - optimizer/sgd_has_no_memory
  - optimizer/sgd_of_numbers*
  - mnist/first_losses
"""


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        updated = weight_tensor - self.learning_rate * gradient_tensor
        self.learning_rate *= 0.99
        return updated
