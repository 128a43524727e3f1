"""
Your FullyConnected leaves the column of ones out of gradient_weights, so that the row of the biases is
missing: multiply the error by the transposed input with its column of ones.

file: layers.py
fails:
  - layers/none_yet
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        self.gradient_weights = self._extended_input[:, :-1].T @ error_tensor
        error_below = error_tensor @ self.weights[:-1].T
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below
