"""
Your SigmoidCrossEntropyLoss.forward computes ln(1 + exp(x)), right on paper, but exp overflows beyond 710:
use max(x, 0) - x y + ln(1 + exp(-|x|)).

file: loss.py
fails:
  - loss/sigmoid_cross_entropy_of_large_logits
"""


class SigmoidCrossEntropyLoss(SigmoidCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        logits = self._logits = prediction_tensor
        return float(np.sum(np.log(1.0 + np.exp(logits)) - logits * label_tensor) / len(logits))
