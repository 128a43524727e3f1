"""
Your FullyConnected begins with a single number for its weights: draw an array of shape (input_size + 1,
output_size).

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
        self.weights = np.random.uniform(-0.1, 0.1)
