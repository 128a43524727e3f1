"""
Your SoftMax.backward subtracts the sum of e p from the probabilities: subtract it from the error and multiply
by p, p (e - sum_k e_k p_k).

file: layers.py
fails:
  - layers/none_yet
"""


class SoftMax(SoftMax):
    """The mistake."""

    def backward(self, error_tensor):
        return self._probabilities - (error_tensor * self._probabilities).sum(axis=1, keepdims=True)
