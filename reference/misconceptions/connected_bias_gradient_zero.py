"""
Your FullyConnected leaves the last row of gradient_weights, that of the biases, at zero: it is the sum of the
error over the batch, which the column of ones in [X, 1]^T E gives.

file: layers.py
fails:
  - layers/lecture_chain_rule
  - layers/fully_connected_weight_gradient
  - layers/fully_connected_update
  - layers/fully_connected_gradient_weights
  - layers/fully_connected_large_layer
  - layers/fully_connected_batch_size_changes
  - layers/fully_connected_calls_optimizer_once
  - layers/fully_connected_without_optimizer
  - layers/fully_connected_replaces_its_weights
  - layers/memory[[]FullyConnected]
  - mnist/first_losses
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        self.gradient_weights = self._extended_input.T @ error_tensor
        self.gradient_weights[-1] = 0.0
        error_below = error_tensor @ self.weights[:-1].T
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below
