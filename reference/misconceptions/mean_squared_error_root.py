"""
Your MeanSquaredError.forward takes the root of the mean of the squares: return the mean itself.

file: loss.py
fails:
  - loss/*[[]MeanSquaredError]
  - loss/float64_stays
  - loss/lecture_constant_prediction
"""


class MeanSquaredError(MeanSquaredError):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        return super().forward(prediction_tensor, label_tensor) ** 0.5
