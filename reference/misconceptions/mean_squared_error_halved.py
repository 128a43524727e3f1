"""
Your MeanSquaredError has a factor 1/2, in forward and in backward: that belongs to SquaredError alone, here
the mean of the squares and 2 (h - y) / n are asked.

file: loss.py
fails:
  - loss/*[[]MeanSquaredError]
  - loss/float64_stays
  - loss/lecture_constant_prediction
"""


class MeanSquaredError(MeanSquaredError):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        return super().forward(prediction_tensor, label_tensor) / 2.0

    def backward(self, label_tensor):
        return super().backward(label_tensor) / 2.0
