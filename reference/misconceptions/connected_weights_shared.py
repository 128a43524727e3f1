"""
Your FullyConnected hands one array of weights to all layers of the same shape, so that they are equal at
first: draw new weights in each __init__.

file: layers.py
fails:
  - layers/fully_connected_independent_draws
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    _drawn = {}

    def __init__(self, input_size, output_size):
        super().__init__(input_size, output_size)
        self.weights = self._drawn.setdefault((input_size, output_size), self.weights)
