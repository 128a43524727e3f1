"""
Your CrossEntropyLoss keeps its logarithm finite by another number than the machine epsilon, such as 1e-8: use
np.finfo(np.float64).eps, about 2.22e-16, in forward and in backward.

file: loss.py
fails:
  - loss/cross_entropy_error_at_zero
  - loss/cross_entropy_of_zeros
  - loss/lecture_certain_and_wrong
"""


class CrossEntropyLoss(CrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        self._prediction = prediction_tensor
        return float(-np.sum(label_tensor * np.log(prediction_tensor + 1e-8)))

    def backward(self, label_tensor):
        return -label_tensor / (self._prediction + 1e-8)
