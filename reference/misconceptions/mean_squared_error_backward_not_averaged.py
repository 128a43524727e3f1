"""
Your MeanSquaredError.backward returns 2 (h - y) without the division that forward has: divide it by n, the
number of all entries.

file: loss.py
fails:
  - loss/arguments_unchanged[[]MeanSquaredError]
  - loss/float64_stays
  - loss/loss_error[[]MeanSquaredError]
  - loss/loss_gradient[[]MeanSquaredError]
  - loss/memory[[]MeanSquaredError]
"""


class MeanSquaredError(MeanSquaredError):
    """The mistake."""

    def backward(self, label_tensor):
        return super().backward(label_tensor) * label_tensor.size
