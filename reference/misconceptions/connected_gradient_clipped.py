"""
Your FullyConnected clips gradient_weights, so that large gradients come out too small: return [X, 1]^T E as
it is.

file: layers.py
fails:
  - layers/fully_connected_large_layer
also:
  "layers/fully_connected_gradient_weights": with some inputs the difference does not show
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        self.gradient_weights = np.clip(self._extended_input.T @ error_tensor, -100.0, 100.0)
        error_below = error_tensor @ self.weights[:-1].T
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below
