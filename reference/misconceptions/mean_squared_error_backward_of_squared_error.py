"""
Your MeanSquaredError.backward returns h - y, which is the derivative of SquaredError: here it is 2 (h - y) /
n, n being the number of all entries.

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
        return self._prediction - label_tensor
