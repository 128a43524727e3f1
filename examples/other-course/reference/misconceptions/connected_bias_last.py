"""
Your FullyConnected takes the last column of the weights for the biases; in this course they are the first.

file: Layers/FullyConnected.py
fails:
  - layers/fully_connected_forward
  - layers/fully_connected_weight_gradient
  - layers/fully_connected_update
also:
  network/five_steps: it trains this layer
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def forward(self, input_tensor):
        self._extended = np.hstack([input_tensor, np.ones((len(input_tensor), 1))])
        return self._extended @ self.weights.T

    def backward(self, error_tensor):
        self.gradient_weights = error_tensor.T @ self._extended
        error_below = error_tensor @ self.weights[:, :-1]
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below
