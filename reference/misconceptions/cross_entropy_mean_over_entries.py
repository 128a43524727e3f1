"""
Your CrossEntropyLoss.forward is divided by the number of all entries, batch times classes, as by np.mean over
the whole array: take the sum, np.sum, and divide by nothing.

file: loss.py
fails:
  - loss/*[[]CrossEntropyLoss]
  - loss/cross_entropy_error_at_zero
  - loss/cross_entropy_of_zeros
  - loss/float64_stays
  - loss/lecture_certain_and_right
  - loss/lecture_certain_and_wrong
  - mnist/first_losses
"""


class CrossEntropyLoss(CrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        self._prediction = prediction_tensor
        return float(np.mean(-label_tensor * np.log(prediction_tensor + EPSILON)))
