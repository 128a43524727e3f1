"""
Your SigmoidCrossEntropyLoss.forward has exp(-x) where exp(-|x|) belongs, so that negative logits count twice
or overflow: put the absolute value of x into the exponential.

file: loss.py
fails:
  - loss/*[[]SigmoidCrossEntropyLoss]
  - loss/float64_stays
  - loss/sigmoid_cross_entropy_of_large_logits
"""


class SigmoidCrossEntropyLoss(SigmoidCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        logits = self._logits = prediction_tensor
        entries = np.maximum(logits, 0.0) - logits * label_tensor + np.log1p(np.exp(-logits))
        return float(np.sum(entries) / len(logits))
