"""
Your SoftMax.backward uses only the diagonal p (1 - p) of the Jacobian: every probability depends on every
input of its row, so return p (e - sum_k e_k p_k).

file: layers.py
fails:
  - layers/none_yet
"""


class SoftMax(SoftMax):
    """The mistake."""

    def backward(self, error_tensor):
        return error_tensor * self._probabilities * (1.0 - self._probabilities)
