"""
Your MeanSquaredError.backward divides by the batch size while forward divides by the number of all entries:
divide by that number, batch times outputs, in both.

file: loss.py
fails:
  - loss/arguments_unchanged[[]MeanSquaredError]
  - loss/float64_stays
  - loss/loss_error[[]MeanSquaredError]
  - loss/loss_gradient[[]MeanSquaredError]
  - loss/memory[[]MeanSquaredError]
"""


class MeanSquaredError(MeanSquaredError):
    """The mistake."""

    def backward(self, label_tensor):
        return super().backward(label_tensor) * label_tensor.shape[1]
