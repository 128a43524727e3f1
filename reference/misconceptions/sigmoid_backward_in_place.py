"""
Your Sigmoid.backward multiplies the error that it is given in place, as error_tensor *= ... does: return a
new array and leave the argument as it is.

file: layers.py
fails:
  - layers/arguments_unchanged[[]Sigmoid]
"""


class Sigmoid(Sigmoid):
    """The mistake."""

    def backward(self, error_tensor):
        error_tensor *= self._output * (1.0 - self._output)
        return error_tensor
