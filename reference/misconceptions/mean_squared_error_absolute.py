"""
Your MeanSquaredError takes the mean of the absolute differences: square each difference instead, and let
backward be 2 (h - y) / n.

file: loss.py
fails:
  - loss/*[[]MeanSquaredError]
  - loss/float64_stays
"""


class MeanSquaredError(MeanSquaredError):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        self._prediction = prediction_tensor
        return float(np.mean(np.abs(prediction_tensor - label_tensor)))

    def backward(self, label_tensor):
        return np.sign(self._prediction - label_tensor) / label_tensor.size
