"""
Your SigmoidCrossEntropyLoss keeps the sigmoid from 0 and 1 by an epsilon, so that its loss stops growing near
36: for large logits it must go on like |x|, as max(x, 0) - x y + ln(1 + exp(-|x|)) does.

file: loss.py
fails:
  - loss/sigmoid_cross_entropy_of_large_logits
"""


class SigmoidCrossEntropyLoss(SigmoidCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        self._logits = prediction_tensor
        decay = np.exp(-np.abs(prediction_tensor))
        sigmoid = np.where(prediction_tensor >= 0, 1.0, decay) / (1.0 + decay)
        o = np.clip(sigmoid, EPSILON, 1.0 - EPSILON)
        entries = label_tensor * np.log(o) + (1.0 - label_tensor) * np.log(1.0 - o)
        return float(-np.sum(entries) / len(prediction_tensor))
