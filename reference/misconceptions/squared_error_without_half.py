"""
Your SquaredError.forward lacks the factor 1/2 that cancels the 2 of its derivative: return half the sum of
the squares.

file: loss.py
fails:
  - loss/*[[]SquaredError]
  - loss/float64_stays
"""


class SquaredError(SquaredError):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        return 2.0 * super().forward(prediction_tensor, label_tensor)
