"""
Your MeanSquaredError.backward lacks the factor 2: nothing cancels it here, the derivative is 2 (h - y) / n.

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
        return super().backward(label_tensor) / 2.0
