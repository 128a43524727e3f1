"""
Your Sgd ignores the learning rate that it was made with and uses one of its own: keep the argument of the
constructor in self and multiply the gradient by it.

file: optimizer.py
fails:
  - optimizer/sgd_arguments_unchanged
  - optimizer/sgd_has_no_memory
  - optimizer/sgd_leaves_its_arguments_alone
  - optimizer/sgd_of_numbers*
  - optimizer/sgd_update*
  - mnist/first_losses
"""


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        return weight_tensor - 0.1 * gradient_tensor
