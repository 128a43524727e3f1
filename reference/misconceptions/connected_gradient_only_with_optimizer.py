"""
Your FullyConnected sets gradient_weights only if there is an optimizer: set it in each backward, with an
optimizer or without.

file: layers.py
fails:
  - layers/none_yet
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        before = self.gradient_weights
        error_below = super().backward(error_tensor)
        if self.optimizer is None:
            self.gradient_weights = before
        return error_below
