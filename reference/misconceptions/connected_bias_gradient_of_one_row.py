"""
Your FullyConnected takes the error of a single row of the batch as the gradient of the biases: sum the error
over all rows of the batch.

file: layers.py
fails:
  - layers/none_yet
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        self.gradient_weights = self._extended_input.T @ error_tensor
        self.gradient_weights[-1] = error_tensor[-1]
        error_below = error_tensor @ self.weights[:-1].T
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below
