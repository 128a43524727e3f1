"""
Your FullyConnected draws its initial weights between 0 and 1: draw them from the uniform distribution on
[-0.1, 0.1].

file: layers.py
fails:
  - layers/lecture_parameter_count
  - layers/fully_connected_initial_weights
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def __init__(self, input_size, output_size):
        super().__init__(input_size, output_size)
        self.weights = np.random.rand(input_size + 1, output_size)
