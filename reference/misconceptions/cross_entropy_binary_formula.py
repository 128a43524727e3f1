"""
Your CrossEntropyLoss counts the wrong classes too, by (1 - y) ln(1 - p), as the binary loss does: here only
the prediction at the label counts, -y ln(p + eps), with the derivative -y / (p + eps).

file: loss.py
fails:
  - loss/*[[]CrossEntropyLoss]
  - loss/cross_entropy_error_at_zero
  - loss/cross_entropy_of_zeros
  - loss/float64_stays
  - loss/lecture_certain_and_wrong
  - mnist/first_losses
"""


class CrossEntropyLoss(CrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        self._prediction = prediction_tensor
        yes, no = np.log(prediction_tensor + EPSILON), np.log(1.0 - prediction_tensor + EPSILON)
        return float(-np.sum(label_tensor * yes + (1.0 - label_tensor) * no))

    def backward(self, label_tensor):
        if_yes, if_no = -1.0 / (self._prediction + EPSILON), 1.0 / (1.0 - self._prediction + EPSILON)
        return label_tensor * if_yes + (1.0 - label_tensor) * if_no
