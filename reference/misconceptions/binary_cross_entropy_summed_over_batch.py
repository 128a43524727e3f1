"""
Your BinaryCrossEntropyLoss is the sum over the batch, in forward and in backward: divide both by the batch
size.

file: loss.py
fails:
  - loss/*[[]BinaryCrossEntropyLoss]
  - loss/binary_cross_entropy_at_the_edges
  - loss/float64_stays
"""


class BinaryCrossEntropyLoss(BinaryCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        return super().forward(prediction_tensor, label_tensor) * len(label_tensor)

    def backward(self, label_tensor):
        return super().backward(label_tensor) * len(label_tensor)
