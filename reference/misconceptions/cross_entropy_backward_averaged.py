"""
Your CrossEntropyLoss.backward is divided by the batch size although forward returns a sum: the derivative of
a sum is -y / (p + eps) for each entry, so drop the division.

file: loss.py
fails:
  - loss/arguments_unchanged[[]CrossEntropyLoss]
  - loss/cross_entropy_error_at_zero
  - loss/float64_stays
  - loss/loss_error[[]CrossEntropyLoss]
  - loss/loss_gradient[[]CrossEntropyLoss]
  - loss/memory[[]CrossEntropyLoss]
  - mnist/first_losses
  - mnist/accuracy
"""


class CrossEntropyLoss(CrossEntropyLoss):
    """The mistake."""

    def backward(self, label_tensor):
        return super().backward(label_tensor) / len(label_tensor)
