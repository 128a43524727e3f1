"""
Your ReLU.backward cuts off negative errors: what counts is the sign of the input of forward, not that of the
error.

file: layers.py
fails:
  - layers/none_yet
"""


class ReLU(ReLU):
    """The mistake."""

    def backward(self, error_tensor):
        return np.maximum(error_tensor, 0.0)
