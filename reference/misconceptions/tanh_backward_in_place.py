"""
Your TanH.backward multiplies the error that it is given in place, as error_tensor *= ... does: return a new
array and leave the argument as it is.

file: layers.py
fails:
  - layers/arguments_unchanged[[]TanH]
"""


class TanH(TanH):
    """The mistake."""

    def backward(self, error_tensor):
        error_tensor *= 1.0 - self._output**2
        return error_tensor
