"""
Your CrossEntropyLoss.forward uses the logarithm to base 2: the statement means the natural one, np.log, of
which backward is the derivative.

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
        return float(-np.sum(label_tensor * np.log2(prediction_tensor + EPSILON)))
