"""
Your SquaredError lacks the factor 1/2 in forward, and its backward is 2 (h - y) accordingly: the statement
asks for half the sum of the squares and for h - y.

file: loss.py
fails:
  - loss/*[[]SquaredError]
  - loss/float64_stays
"""


class SquaredError(SquaredError):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        return 2.0 * super().forward(prediction_tensor, label_tensor)

    def backward(self, label_tensor):
        return 2.0 * super().backward(label_tensor)
