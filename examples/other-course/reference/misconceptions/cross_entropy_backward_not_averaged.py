"""
Your CrossEntropyLoss averages in forward but not in backward: the gradient is divided by the batch size as well.

file: Optimization/Loss.py
fails:
  - loss/cross_entropy_gradient
also:
  network/five_steps: it trains with this loss
"""


class CrossEntropyLoss(CrossEntropyLoss):
    """The mistake."""

    def backward(self, label_tensor):
        return super().backward(label_tensor) * len(label_tensor)
