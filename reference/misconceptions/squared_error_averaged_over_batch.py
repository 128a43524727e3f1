"""
Your SquaredError is divided by the batch size, in forward and in backward: it is half the plain sum over the
whole array, with the derivative h - y.

file: loss.py
fails:
  - loss/*[[]SquaredError]
  - loss/float64_stays
"""


class SquaredError(SquaredError):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        return super().forward(prediction_tensor, label_tensor) / len(label_tensor)

    def backward(self, label_tensor):
        return super().backward(label_tensor) / len(label_tensor)
