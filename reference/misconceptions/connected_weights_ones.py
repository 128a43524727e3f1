"""
Your FullyConnected begins with the same constant in every weight, so that all neurons learn the same: draw
each weight from the uniform distribution on [-0.1, 0.1].

file: layers.py
fails:
  - layers/lecture_parameter_count
  - layers/fully_connected_initial_weights
  - layers/fully_connected_independent_draws
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def __init__(self, input_size, output_size):
        super().__init__(input_size, output_size)
        self.weights = np.full((input_size + 1, output_size), 0.1)
