"""
Your BinaryCrossEntropyLoss.backward has the wrong sign where the label is 0: the derivative of -ln(1 - o) is
+1/(1 - o), the inner derivative being -1.

file: loss.py
fails:
  - loss/arguments_unchanged[[]BinaryCrossEntropyLoss]
  - loss/binary_cross_entropy_at_the_edges
  - loss/float64_stays
  - loss/loss_error[[]BinaryCrossEntropyLoss]
  - loss/loss_gradient[[]BinaryCrossEntropyLoss]
  - loss/memory[[]BinaryCrossEntropyLoss]
"""


class BinaryCrossEntropyLoss(BinaryCrossEntropyLoss):
    """The mistake."""

    def backward(self, label_tensor):
        if_yes, if_no = -1.0 / self._prediction, -1.0 / (1.0 - self._prediction)
        return (label_tensor * if_yes + (1.0 - label_tensor) * if_no) / len(label_tensor)
