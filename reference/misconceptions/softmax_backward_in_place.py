"""
Your SoftMax.backward subtracts the mean error from the error that it is given in place: return a new array
and leave the argument as it is.

file: layers.py
fails:
  - layers/arguments_unchanged[[]SoftMax]
"""


class SoftMax(SoftMax):
    """The mistake."""

    def backward(self, error_tensor):
        error_tensor -= (error_tensor * self._probabilities).sum(axis=1, keepdims=True)
        return self._probabilities * error_tensor
