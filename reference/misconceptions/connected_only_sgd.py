"""
Your FullyConnected updates only if the class of the optimizer is called Sgd: call calculate_update of any
optimizer that is not None.

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
        if type(self.optimizer).__name__ == "Sgd":
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below
