"""
Your CrossEntropyLoss.forward is the mean over the batch while its backward belongs to the sum: return the sum
over all rows, without a division by the batch size.

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
        return super().forward(prediction_tensor, label_tensor) / len(label_tensor)
