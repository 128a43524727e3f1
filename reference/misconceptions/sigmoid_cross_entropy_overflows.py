"""
Your SigmoidCrossEntropyLoss computes the sigmoid first and then its logarithm: far from 0 the sigmoid is
exactly 0 or 1 and the loss inf or NaN, so use max(x, 0) - x y + ln(1 + exp(-|x|)).

file: loss.py
fails:
  - loss/sigmoid_cross_entropy_of_large_logits
"""


class SigmoidCrossEntropyLoss(SigmoidCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        self._logits = prediction_tensor
        sigmoid = 1.0 / (1.0 + np.exp(-prediction_tensor))
        entries = label_tensor * np.log(sigmoid) + (1.0 - label_tensor) * np.log(1.0 - sigmoid)
        return float(-np.sum(entries) / len(prediction_tensor))
