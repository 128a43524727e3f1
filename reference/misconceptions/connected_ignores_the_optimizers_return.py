"""
Your FullyConnected calls the optimizer but drops what calculate_update returns, so that it never learns:
assign the return value to weights.

file: layers.py
fails:
  - layers/fully_connected_update
  - layers/fully_connected_batch_size_changes
  - layers/fully_connected_keeps_what_the_optimizer_returns
  - layers/fully_connected_replaces_its_weights
  - mnist/first_losses
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        before = self.weights
        error_below = super().backward(error_tensor)
        self.weights = before
        return error_below
