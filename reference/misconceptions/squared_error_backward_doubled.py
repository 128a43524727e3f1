"""
Your SquaredError.backward returns 2 (h - y), the derivative of the sum without the half: the 2 and the 1/2
cancel, return h - y.

file: loss.py
fails:
  - loss/arguments_unchanged[[]SquaredError]
  - loss/float64_stays
  - loss/loss_error[[]SquaredError]
  - loss/loss_gradient[[]SquaredError]
  - loss/memory[[]SquaredError]
"""


class SquaredError(SquaredError):
    """The mistake."""

    def backward(self, label_tensor):
        return 2.0 * super().backward(label_tensor)
