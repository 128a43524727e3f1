"""
Your SquaredError.forward squares the sum of the differences, in which they cancel each other: square each
difference first and add the squares.

file: loss.py
fails:
  - loss/*[[]SquaredError]
  - loss/float64_stays
"""


class SquaredError(SquaredError):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        self._prediction = prediction_tensor
        return float(0.5 * np.sum(prediction_tensor - label_tensor) ** 2)
