"""
Your ReLU hands the whole error down; where the input was not positive, its slope is 0.

file: Layers/ReLU.py
fails:
  - layers/relu_backward
"""


class ReLU(ReLU):
    """The mistake."""

    def backward(self, error_tensor):
        return error_tensor
