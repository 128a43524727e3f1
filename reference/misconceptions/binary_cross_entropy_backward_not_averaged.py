"""
Your BinaryCrossEntropyLoss.backward is not divided by the batch size although forward is: the derivative of a
mean has the same factor 1/batch.

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
        return super().backward(label_tensor) * len(label_tensor)
