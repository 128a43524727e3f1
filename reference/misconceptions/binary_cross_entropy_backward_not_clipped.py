"""
Your BinaryCrossEntropyLoss.backward divides by predictions of exactly 0, or by 1 - 1, although forward is
safe: use the clipped prediction, or add eps, in both denominators.

file: loss.py
fails:
  - loss/binary_cross_entropy_at_the_edges
"""


class BinaryCrossEntropyLoss(BinaryCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        loss = super().forward(prediction_tensor, label_tensor)
        self._prediction = prediction_tensor
        return loss
