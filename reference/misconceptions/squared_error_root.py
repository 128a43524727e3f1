"""
Your SquaredError.forward takes the root of the sum, as np.linalg.norm does: return half the sum of the
squares itself.

file: loss.py
fails:
  - loss/*[[]SquaredError]
  - loss/float64_stays
"""


class SquaredError(SquaredError):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        self._prediction = prediction_tensor
        return float(0.5 * np.linalg.norm(prediction_tensor - label_tensor))
