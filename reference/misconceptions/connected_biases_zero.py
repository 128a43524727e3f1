"""
Your FullyConnected begins with biases of zero: draw them like all other weights from the uniform distribution
on [-0.1, 0.1].

file: layers.py
fails:
  - layers/fully_connected_initial_weights
  - layers/fully_connected_independent_draws
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def __init__(self, input_size, output_size):
        super().__init__(input_size, output_size)
        self.weights[-1] = 0.0
