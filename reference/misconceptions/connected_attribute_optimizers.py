"""
Your FullyConnected looks for its optimizer under another name than the one that is set, so that it never
learns: the attribute is called optimizer.

file: layers.py
fails:
  - layers/fully_connected_update
  - layers/fully_connected_batch_size_changes
  - layers/fully_connected_calls_optimizer_once
  - layers/fully_connected_keeps_what_the_optimizer_returns
  - layers/fully_connected_replaces_its_weights
  - mnist/first_losses
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def __init__(self, input_size, output_size):
        super().__init__(input_size, output_size)
        del self.optimizer
        self.optimizers = None

    def backward(self, error_tensor):
        self.gradient_weights = self._extended_input.T @ error_tensor
        error_below = error_tensor @ self.weights[:-1].T
        if self.optimizers is not None:
            self.weights = self.optimizers.calculate_update(self.weights, self.gradient_weights)
        return error_below
