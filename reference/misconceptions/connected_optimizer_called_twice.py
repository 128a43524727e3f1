"""
Your FullyConnected.backward asks the optimizer twice: call calculate_update once per backward, since each
call counts as a step.

file: layers.py
fails:
  - layers/fully_connected_update
  - layers/fully_connected_batch_size_changes
  - layers/fully_connected_calls_optimizer_once
  - layers/fully_connected_replaces_its_weights
  - mnist/first_losses
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        error_below = super().backward(error_tensor)
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below
