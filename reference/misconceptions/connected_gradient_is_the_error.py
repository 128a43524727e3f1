"""
Your FullyConnected keeps the derivative with respect to the input as gradient_weights: that attribute is [X,
1]^T E, of the shape of weights.

file: layers.py
fails:
  - layers/lecture_chain_rule
  - layers/fully_connected_weight_gradient
  - layers/fully_connected_update
  - layers/fully_connected_gradient_weights
  - layers/fully_connected_large_layer
  - layers/fully_connected_batch_size_changes
  - layers/fully_connected_error_before_update
  - layers/fully_connected_calls_optimizer_once
  - layers/fully_connected_without_optimizer
  - layers/fully_connected_replaces_its_weights
  - layers/memory[[]FullyConnected]
  - mnist/first_losses
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        self.gradient_weights = error_tensor @ self.weights[:-1].T
        error_below = error_tensor @ self.weights[:-1].T
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below
