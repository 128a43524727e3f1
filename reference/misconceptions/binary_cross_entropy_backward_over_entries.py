"""
Your BinaryCrossEntropyLoss.backward is divided by the number of all entries, while forward divides by the
batch size alone: divide by the number of rows.

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
        return super().backward(label_tensor) / label_tensor.shape[1]
