"""
Your SigmoidCrossEntropyLoss.backward computes exp(x) of large logits, which overflows and gives inf/inf =
NaN: take the exponential of -|x| only, which never overflows.

file: loss.py
fails:
  - loss/sigmoid_cross_entropy_of_large_logits
"""


class SigmoidCrossEntropyLoss(SigmoidCrossEntropyLoss):
    """The mistake."""

    def backward(self, label_tensor):
        growth = np.exp(self._logits)
        return (growth / (1.0 + growth) - label_tensor) / len(label_tensor)
