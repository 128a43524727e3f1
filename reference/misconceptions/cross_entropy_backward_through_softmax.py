"""
Your CrossEntropyLoss.backward returns p - y, the derivative with respect to the input of SoftMax: SoftMax has
a backward of its own here, so return -y / (p + eps).

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
        return self._prediction - label_tensor
