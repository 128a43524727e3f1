"""
Your CrossEntropyLoss sums over the batch; in this course the loss and its gradient are divided by the batch size.

file: Optimization/Loss.py
fails:
  - loss/cross_entropy_value
  - loss/cross_entropy_gradient
also:
  network/five_steps: it trains with this loss
"""


class CrossEntropyLoss(CrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        return super().forward(prediction_tensor, label_tensor) * len(label_tensor)

    def backward(self, label_tensor):
        return super().backward(label_tensor) * len(label_tensor)
