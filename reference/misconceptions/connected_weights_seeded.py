"""
Your FullyConnected begins with the same weights each time that a layer of this size is made, as if the
generator were seeded in __init__: do not seed it there, draw anew for each layer.

file: layers.py
fails:
  - layers/fully_connected_independent_draws
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def __init__(self, input_size, output_size):
        super().__init__(input_size, output_size)
        self.weights = np.random.RandomState(1234).uniform(-0.1, 0.1, (input_size + 1, output_size))
