"""
Your TanH.backward multiplies the error by 1 - y: the derivative is 1 - y^2.

file: layers.py
fails:
  - layers/none_yet
"""


class TanH(TanH):
    """The mistake."""

    def backward(self, error_tensor):
        return error_tensor * (1.0 - self._output)
