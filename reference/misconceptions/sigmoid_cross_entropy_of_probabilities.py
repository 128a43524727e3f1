"""
Your SigmoidCrossEntropyLoss takes what it is given for probabilities: its predictions are logits, any real
numbers, to which the loss itself applies the sigmoid.

file: loss.py
fails:
  - loss/*[[]SigmoidCrossEntropyLoss]
  - loss/float64_stays
  - loss/sigmoid_cross_entropy_of_large_logits
"""


class SigmoidCrossEntropyLoss(SigmoidCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        self._logits = np.clip(prediction_tensor, EPSILON, 1.0 - EPSILON)
        log_yes, log_no = np.log(self._logits), np.log(1.0 - self._logits)
        entries = label_tensor * log_yes + (1.0 - label_tensor) * log_no
        return float(-np.sum(entries) / len(prediction_tensor))

    def backward(self, label_tensor):
        if_yes, if_no = -1.0 / self._logits, 1.0 / (1.0 - self._logits)
        return (label_tensor * if_yes + (1.0 - label_tensor) * if_no) / len(label_tensor)
