"""
Your FullyConnected has an optimizer from the start, so that backward changes the weights before anybody has
set one: let optimizer be None at first.

file: layers.py
fails:
  - layers/fully_connected_input_gradient
  - layers/fully_connected_error
  - layers/fully_connected_without_optimizer
  - layers/fully_connected_optimizer_at_first
  - layers/memory[[]FullyConnected]
  - layers/rows_are_independent[[]FullyConnected]
"""


class Descent:
    """Plain gradient descent."""

    def calculate_update(self, weights, gradient):
        return weights - 0.01 * gradient


class FullyConnected(FullyConnected):
    """The mistake."""

    def __init__(self, input_size, output_size):
        super().__init__(input_size, output_size)
        self.optimizer = Descent()
