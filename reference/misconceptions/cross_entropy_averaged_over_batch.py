"""
Your CrossEntropyLoss is divided by the batch size, in forward and in backward: the statement asks for the
plain sum over the batch, so drop the division (or np.mean) in both.

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

    def backward(self, label_tensor):
        return super().backward(label_tensor) / len(label_tensor)
