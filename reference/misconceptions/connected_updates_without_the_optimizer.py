"""
Your FullyConnected subtracts a step from its weights itself and never asks the optimizer: keep what
optimizer.calculate_update(weights, gradient_weights) returns as the new weights.

file: layers.py
fails:
  - layers/fully_connected_update
  - layers/fully_connected_batch_size_changes
  - layers/fully_connected_calls_optimizer_once
  - layers/fully_connected_keeps_what_the_optimizer_returns
  - layers/fully_connected_replaces_its_weights
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        self.gradient_weights = self._extended_input.T @ error_tensor
        error_below = error_tensor @ self.weights[:-1].T
        if self.optimizer is not None:
            self.weights = (
                self.weights - getattr(self.optimizer, "learning_rate", 0.01) * self.gradient_weights
            )
        return error_below
