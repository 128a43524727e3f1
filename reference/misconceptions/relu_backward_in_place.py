"""
Your ReLU.backward writes zeros into the error that it is given: return a new array and leave the argument as
it is.

file: layers.py
fails:
  - layers/arguments_unchanged[[]ReLU]
"""


class ReLU(ReLU):
    """The mistake."""

    def backward(self, error_tensor):
        error_tensor[~self._is_active] = 0.0
        return error_tensor
