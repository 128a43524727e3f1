"""
Your Sigmoid.backward returns the error without the derivative: multiply it by y (1 - y).

file: layers.py
fails:
  - layers/none_yet
"""


class Sigmoid(Sigmoid):
    """The mistake."""

    def backward(self, error_tensor):
        return error_tensor.copy()
