"""
Your FullyConnected updates its weights before it computes the error for the layer below: that error belongs to the
weights of the forward pass.

file: Layers/FullyConnected.py
fails:
  - layers/fully_connected_update
also:
  network/five_steps: it trains this layer
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        super().backward(error_tensor)
        return error_tensor @ self.weights[:, 1:]
