"""
Your FullyConnected has no attribute trainable, usually because the constructor of the base class is not
called: set trainable to True in __init__.

file: layers.py
fails:
  - layers/fully_connected_trainable
  - mnist/first_losses
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def __init__(self, input_size, output_size):
        super().__init__(input_size, output_size)
        del self.trainable
