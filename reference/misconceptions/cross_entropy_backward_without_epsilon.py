"""
Your CrossEntropyLoss.backward divides by the bare prediction, or adds eps only behind the quotient, and is
infinite or NaN where it is 0: add eps in the denominator, -y / (p + eps).

file: loss.py
fails:
  - loss/cross_entropy_error_at_zero
"""


class CrossEntropyLoss(CrossEntropyLoss):
    """The mistake."""

    def backward(self, label_tensor):
        return -label_tensor / self._prediction
