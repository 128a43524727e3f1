"""
Your FullyConnected divides gradient_weights by the batch size; the gradient is summed over the batch, and it is the
loss that averages.

file: Layers/FullyConnected.py
fails:
  - layers/fully_connected_weight_gradient
  - layers/fully_connected_update
also:
  network/five_steps: it trains this layer
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        self.gradient_weights = error_tensor.T @ self._extended / len(error_tensor)
        error_below = error_tensor @ self.weights[:, 1:]
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below
