"""
Your FullyConnected keeps the biases in the first row of weights: append the column of ones behind the input,
so that they are the last row.

file: layers.py
fails:
  - layers/none_yet
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def forward(self, input_tensor):
        ones = np.ones((input_tensor.shape[0], 1))
        self._extended_input = np.hstack([ones, input_tensor])
        return self._extended_input @ self.weights

    def backward(self, error_tensor):
        self.gradient_weights = self._extended_input.T @ error_tensor
        error_below = error_tensor @ self.weights[1:].T
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below
