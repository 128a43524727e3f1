"""
Your Sgd goes on from the weights that it computed itself in the step before: start each step from the
weight_tensor that it is given, and remember nothing but the rate.

file: optimizer.py
fails:
  - optimizer/sgd_arguments_unchanged
"""


class Sgd(Sgd):
    """The mistake."""

    _weights = None

    def calculate_update(self, weight_tensor, gradient_tensor):
        before = self._weights
        if before is None or getattr(before, "shape", ()) != getattr(weight_tensor, "shape", ()):
            before = weight_tensor
        self._weights = before - self.learning_rate * gradient_tensor
        return self._weights
