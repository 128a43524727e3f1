"""
Your CrossEntropyLoss looks at the largest prediction of each row instead of the one at the label: use the
labels to choose the column.

file: loss.py
fails:
  - loss/lecture_certain_and_wrong
  - loss/loss_gradient[[]CrossEntropyLoss]
  - loss/loss_of_rows[[]CrossEntropyLoss]
  - loss/loss_error[[]CrossEntropyLoss]
  - loss/arguments_unchanged[[]CrossEntropyLoss]
  - loss/memory[[]CrossEntropyLoss]
  - loss/cross_entropy_error_at_zero
  - loss/cross_entropy_of_zeros
  - mnist/first_losses
also:
  "loss/float64_stays": with some inputs the difference does not show
  "loss/loss_value[[]CrossEntropyLoss]": with some inputs the difference does not show
"""


class CrossEntropyLoss(CrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        self._prediction = prediction_tensor
        return float(-np.sum(np.log(np.max(prediction_tensor, axis=1) + EPSILON)))
