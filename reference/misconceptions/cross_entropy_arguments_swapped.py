"""
Your CrossEntropyLoss.forward takes the logarithm of the labels and multiplies it by the predictions: it is
the other way round, -y ln(p + eps), with the prediction as the first argument of forward.

file: loss.py
fails:
  - loss/*[[]CrossEntropyLoss]
  - loss/cross_entropy_error_at_zero
  - loss/float64_stays
  - loss/lecture_certain_and_right
  - mnist/first_losses
"""


class CrossEntropyLoss(CrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        self._prediction = prediction_tensor
        return float(-np.sum(prediction_tensor * np.log(label_tensor + EPSILON)))
