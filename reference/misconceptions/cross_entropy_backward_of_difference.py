"""
Your CrossEntropyLoss.backward returns 2 (p - y), the derivative of a squared error: derive -ln(p + eps) at
the label, which gives -y / (p + eps).

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
        return 2.0 * (self._prediction - label_tensor)
