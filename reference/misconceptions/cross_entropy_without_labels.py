"""
Your CrossEntropyLoss.forward sums the logarithms of all predictions: multiply each by its label first, so
that only the prediction at the row's label counts.

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
        return float(-np.sum(np.log(prediction_tensor + EPSILON)))
