"""
Your FullyConnected never sets gradient_weights: assign [X, 1]^T E to it in each backward.

file: layers.py
fails:
  - layers/lecture_chain_rule
  - layers/fully_connected_weight_gradient
  - layers/fully_connected_gradient_weights
  - layers/fully_connected_large_layer
  - layers/fully_connected_batch_size_changes
  - layers/fully_connected_without_optimizer
  - layers/memory[[]FullyConnected]
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        error_below = super().backward(error_tensor)
        self.gradient_weights = None
        return error_below
