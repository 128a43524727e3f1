"""
Your SoftMax.backward sums e p over the batch: sum over the entries of each row, with axis=1 and
keepdims=True.

file: layers.py
fails:
  - layers/none_yet
"""


class SoftMax(SoftMax):
    """The mistake."""

    def backward(self, error_tensor):
        return self._probabilities * (
            error_tensor - (error_tensor * self._probabilities).sum(axis=0, keepdims=True)
        )
