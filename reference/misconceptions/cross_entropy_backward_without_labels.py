"""
Your CrossEntropyLoss.backward gives -1 / (p + eps) in every column: multiply by the labels, since only the
prediction at the label has a part in the loss.

file: loss.py
fails:
  - loss/arguments_unchanged[[]CrossEntropyLoss]
  - loss/cross_entropy_error_at_zero
  - loss/float64_stays
  - loss/loss_error[[]CrossEntropyLoss]
  - loss/loss_gradient[[]CrossEntropyLoss]
  - loss/memory[[]CrossEntropyLoss]
  - mnist/first_losses
"""


class CrossEntropyLoss(CrossEntropyLoss):
    """The mistake."""

    def backward(self, label_tensor):
        return -1.0 / (self._prediction + EPSILON)
