"""
Your FullyConnected.backward returns its error transposed, features before batch: compute E W'^T, one row for
each row of the batch.

file: layers.py
fails:
  - layers/none_yet
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        return super().backward(error_tensor).T
