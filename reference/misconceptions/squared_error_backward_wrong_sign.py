"""
Your SquaredError.backward returns y - h, so that training climbs instead of descending: the derivative with
respect to h is h - y.

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
        return -super().backward(label_tensor)
