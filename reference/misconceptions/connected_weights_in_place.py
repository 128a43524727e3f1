"""
Your FullyConnected writes the update into the old array of weights, which somebody else may still hold: bind
weights to the array that the optimizer returns instead.

file: layers.py
fails:
  - layers/fully_connected_replaces_its_weights
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        before = self.weights
        error_below = super().backward(error_tensor)
        if self.optimizer is not None:
            before[...] = self.weights
            self.weights = before
        return error_below
