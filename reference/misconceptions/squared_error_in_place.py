"""
Your SquaredError.forward subtracts the labels from the prediction in place, which changes the caller's array:
compute prediction - label as a new array.

file: loss.py
fails:
  - loss/arguments_unchanged[[]SquaredError]
"""


class SquaredError(SquaredError):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        prediction_tensor -= label_tensor
        self._difference = prediction_tensor
        return float(0.5 * np.sum(prediction_tensor**2))

    def backward(self, label_tensor):
        return self._difference.copy()
