"""
Your FullyConnected never sets gradient_weights: assign [X, 1]^T E to it in each backward.

file: layers.py
fails:
  - layers/none_yet
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        error_below = super().backward(error_tensor)
        self.gradient_weights = None
        return error_below
