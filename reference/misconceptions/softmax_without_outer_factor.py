"""
Your SoftMax.backward forgets the factor p in front: return p (e - sum_k e_k p_k), not the bracket alone.

file: layers.py
fails:
  - layers/none_yet
"""


class SoftMax(SoftMax):
    """The mistake."""

    def backward(self, error_tensor):
        return error_tensor - (error_tensor * self._probabilities).sum(axis=1, keepdims=True)
