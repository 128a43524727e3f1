"""
Your BinaryCrossEntropyLoss is divided by the number of all entries, as np.mean does, in forward and in
backward: sum over the whole array and divide by the batch size alone.

file: loss.py
fails:
  - loss/*[[]BinaryCrossEntropyLoss]
  - loss/binary_cross_entropy_at_the_edges
  - loss/float64_stays
"""


class BinaryCrossEntropyLoss(BinaryCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        return super().forward(prediction_tensor, label_tensor) / label_tensor.shape[1]

    def backward(self, label_tensor):
        return super().backward(label_tensor) / label_tensor.shape[1]
