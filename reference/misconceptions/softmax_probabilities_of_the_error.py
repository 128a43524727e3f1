"""
Your SoftMax.backward computes its probabilities from the error: use the output of the latest forward, kept in
self.

file: layers.py
fails:
  - layers/none_yet
"""


class SoftMax(SoftMax):
    """The mistake."""

    def backward(self, error_tensor):
        self.forward(error_tensor)
        return super().backward(error_tensor)
