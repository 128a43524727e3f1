"""
Your CrossEntropyLoss takes the logarithm of the bare prediction, so that a prediction of 0 gives inf, or NaN from
0 * ln(0): take ln(p + eps) in forward, and divide by p + eps in backward.

file: loss.py
fails:
  - loss/cross_entropy_error_at_zero
  - loss/cross_entropy_of_zeros
  - loss/lecture_certain_and_right
  - loss/lecture_certain_and_wrong
"""


class CrossEntropyLoss(CrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        self._prediction = prediction_tensor
        return float(-np.sum(label_tensor * np.log(prediction_tensor)))

    def backward(self, label_tensor):
        return -label_tensor / self._prediction
