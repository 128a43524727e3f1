"""
Your FullyConnected sets gradient_weights only if there is an optimizer: set it in each backward, with an
optimizer or without.

file: layers.py
fails:
  - layers/lecture_chain_rule
  - layers/fully_connected_weight_gradient
  - layers/fully_connected_gradient_weights
  - layers/fully_connected_large_layer
  - layers/fully_connected_without_optimizer
  - layers/memory[[]FullyConnected]
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        before = self.gradient_weights
        error_below = super().backward(error_tensor)
        if self.optimizer is None:
            self.gradient_weights = before
        return error_below
