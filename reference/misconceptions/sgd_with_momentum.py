"""
Your Sgd lets earlier gradients act on later steps, as momentum does: plain gradient descent uses the present
gradient alone.

file: optimizer.py
fails:
  - optimizer/lecture_gradient_descent_in_one_dimension
  - optimizer/sgd_arguments_unchanged
  - mnist/first_losses
"""


class Sgd(Sgd):
    """The mistake."""

    _step = 0.0

    def calculate_update(self, weight_tensor, gradient_tensor):
        if getattr(self._step, "shape", ()) != getattr(gradient_tensor, "shape", ()):
            self._step = 0.0
        self._step = 0.9 * self._step + self.learning_rate * gradient_tensor
        return weight_tensor - self._step
