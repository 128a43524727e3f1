"""
Your FullyConnected has an optimizer from the start, so that backward changes the weights before anybody has
set one: let optimizer be None at first.

file: layers.py
fails:
  - layers/none_yet
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
