"""
Your BinaryCrossEntropyLoss keeps predictions further from 0 and 1 than 1e-7, so that a certain and wrong
answer is too cheap: clip to, or add, a number of the size of the machine epsilon.

file: loss.py
fails:
  - loss/binary_cross_entropy_at_the_edges
"""


class BinaryCrossEntropyLoss(BinaryCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        return super().forward(np.clip(prediction_tensor, 3e-7, 1.0 - 3e-7), label_tensor)
