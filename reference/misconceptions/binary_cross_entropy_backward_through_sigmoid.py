"""
Your BinaryCrossEntropyLoss.backward returns (o - y) / batch, the derivative with respect to what goes into
the sigmoid: with respect to o itself it is (-y/o + (1 - y)/(1 - o)) / batch.

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
        return (self._prediction - label_tensor) / len(label_tensor)
