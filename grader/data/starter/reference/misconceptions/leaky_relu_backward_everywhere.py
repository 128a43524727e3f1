"""
Your LeakyReLU.backward multiplies the whole error by the slope: where the input was positive the derivative is 1.

file: layers.py
fails:
  - layers/leaky_relu_gradient
"""


class LeakyReLU(LeakyReLU):
    """The mistake."""

    def backward(self, error_tensor):
        return self.slope * error_tensor
