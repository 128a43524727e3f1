"""
Your MeanSquaredError divides by the batch size, in forward and in backward: divide by the number of all
entries, batch times outputs.

file: loss.py
fails:
  - loss/*[[]MeanSquaredError]
  - loss/float64_stays
"""


class MeanSquaredError(MeanSquaredError):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        return super().forward(prediction_tensor, label_tensor) * label_tensor.shape[1]

    def backward(self, label_tensor):
        return super().backward(label_tensor) * label_tensor.shape[1]
