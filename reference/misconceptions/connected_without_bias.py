"""
Your FullyConnected has no biases: give weights one more row than there are inputs and append a column of ones
to the input.

file: layers.py
fails:
  - layers/none_yet
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def __init__(self, input_size, output_size):
        super().__init__(input_size, output_size)
        self.weights = np.random.uniform(-0.1, 0.1, (input_size, output_size))

    def forward(self, input_tensor):
        self._input = input_tensor
        return input_tensor @ self.weights

    def backward(self, error_tensor):
        self.gradient_weights = self._input.T @ error_tensor
        error_below = error_tensor @ self.weights.T
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below
