"""
Your SoftMax.backward uses the probabilities of the last row for all rows, as if forward kept only the last:
keep the whole output of forward.

file: layers.py
fails:
  - layers/none_yet
"""


class SoftMax(SoftMax):
    """The mistake."""

    def backward(self, error_tensor):
        return self._probabilities[-1:] * (
            error_tensor - (error_tensor * self._probabilities[-1:]).sum(axis=1, keepdims=True)
        )
