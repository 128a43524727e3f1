"""
Your CrossEntropyLoss.forward is infinite where the prediction at the label is 0, since eps is missing or
added behind the logarithm instead of inside it: take ln(p + eps).

file: loss.py
fails:
  - loss/cross_entropy_error_at_zero
  - loss/cross_entropy_of_zeros
  - loss/lecture_certain_and_wrong
"""


class CrossEntropyLoss(CrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        self._prediction = prediction_tensor
        return float(-np.sum(np.log(prediction_tensor[label_tensor == 1])))
