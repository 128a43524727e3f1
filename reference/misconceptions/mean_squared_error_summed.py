"""
Your MeanSquaredError is the sum of the squares, in forward and in backward: divide both by n, the number of
all entries.

file: loss.py
fails:
  - loss/*[[]MeanSquaredError]
  - loss/float64_stays
  - loss/lecture_constant_prediction
"""


class MeanSquaredError(MeanSquaredError):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        return super().forward(prediction_tensor, label_tensor) * label_tensor.size

    def backward(self, label_tensor):
        return super().backward(label_tensor) * label_tensor.size
