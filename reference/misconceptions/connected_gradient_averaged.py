"""
Your FullyConnected divides gradient_weights by the batch size: sum over the batch, the loss has averaged
already.

file: layers.py
fails:
  - layers/none_yet
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        self.gradient_weights = self._extended_input.T @ error_tensor / len(error_tensor)
        error_below = error_tensor @ self.weights[:-1].T
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below
