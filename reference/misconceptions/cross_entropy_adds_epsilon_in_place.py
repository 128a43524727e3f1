"""
Your CrossEntropyLoss.forward adds eps to the prediction in place, which changes the caller's array: compute
prediction + eps as a new array.

file: loss.py
fails:
  - loss/arguments_unchanged[[]CrossEntropyLoss]
"""


class CrossEntropyLoss(CrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        prediction_tensor += EPSILON
        self._prediction = prediction_tensor
        return float(-np.sum(label_tensor * np.log(prediction_tensor)))

    def backward(self, label_tensor):
        return -label_tensor / self._prediction
