"""
Your CrossEntropyLoss.forward lacks the minus sign: a logarithm of a probability is negative, the loss is
-ln(p + eps).

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
        return -super().forward(prediction_tensor, label_tensor)
