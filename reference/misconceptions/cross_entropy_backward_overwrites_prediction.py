"""
Your CrossEntropyLoss.backward writes its result into the prediction that forward kept, which is the caller's
array: a second backward goes wrong, so divide into a new array.

file: loss.py
fails:
  - loss/arguments_unchanged[[]CrossEntropyLoss]
  - loss/loss_error[[]CrossEntropyLoss]
  - loss/loss_gradient[[]CrossEntropyLoss]
  - loss/memory[[]CrossEntropyLoss]
  - mnist/first_losses
"""


class CrossEntropyLoss(CrossEntropyLoss):
    """The mistake."""

    def backward(self, label_tensor):
        return np.divide(-label_tensor, self._prediction + EPSILON, out=self._prediction)
