"""
Your SigmoidCrossEntropyLoss is the sum over the batch, in forward and in backward: divide both by the batch
size.

file: loss.py
fails:
  - loss/*[[]SigmoidCrossEntropyLoss]
  - loss/float64_stays
  - loss/sigmoid_cross_entropy_of_large_logits
"""


class SigmoidCrossEntropyLoss(SigmoidCrossEntropyLoss):
    """The mistake."""

    def forward(self, prediction_tensor, label_tensor):
        return super().forward(prediction_tensor, label_tensor) * len(label_tensor)

    def backward(self, label_tensor):
        return super().backward(label_tensor) * len(label_tensor)
