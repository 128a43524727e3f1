"""
Your FullyConnected begins with the same constant in every weight, so that all neurons learn the same: draw
each weight from the uniform distribution on [-0.1, 0.1].

file: layers.py
fails:
  - layers/none_yet
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def __init__(self, input_size, output_size):
        super().__init__(input_size, output_size)
        self.weights = np.full((input_size + 1, output_size), 0.1)
