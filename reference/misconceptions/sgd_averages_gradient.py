"""
Your Sgd divides the gradient by its number of rows: whether a gradient is a sum or a mean is decided by the
loss, the optimizer takes it as it is.

file: optimizer.py
fails:
  - optimizer/sgd_arguments_unchanged
  - optimizer/sgd_float64_stays
  - optimizer/sgd_has_no_memory
  - optimizer/sgd_leaves_its_arguments_alone
  - optimizer/sgd_of_numbers*
  - optimizer/sgd_update*
  - mnist/first_losses
"""


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        rows = len(gradient_tensor) if hasattr(gradient_tensor, "shape") and gradient_tensor.shape else 1
        return weight_tensor - self.learning_rate * gradient_tensor / rows
