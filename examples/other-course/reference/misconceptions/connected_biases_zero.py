"""
Your FullyConnected starts with biases of 0; they are drawn like all other weights.

file: Layers/FullyConnected.py
fails:
  - layers/initial_weights
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def __init__(self, input_size, output_size):
        super().__init__(input_size, output_size)
        self.weights[:, 0] = 0
