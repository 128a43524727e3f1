"""
Your BinaryCrossEntropyLoss is felt by ordinary predictions or wants them far from 0 and 1, with an epsilon of
1e-3 or more: clip to, or add, a number of the size of the machine epsilon.

file: loss.py
fails:
  - loss/binary_cross_entropy_at_the_edges
"""


class BinaryCrossEntropyLoss(BinaryCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        return super().forward(np.clip(prediction_tensor, 0.01, 0.99), label_tensor)
