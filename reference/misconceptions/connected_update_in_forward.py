"""
Your FullyConnected asks the optimizer in the next forward instead of in backward: update the weights at the
end of backward.

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

    def forward(self, input_tensor):
        if self.optimizer is not None and self.gradient_weights is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return super().forward(input_tensor)

    def backward(self, error_tensor):
        self.gradient_weights = self._extended_input.T @ error_tensor
        return error_tensor @ self.weights[:-1].T
