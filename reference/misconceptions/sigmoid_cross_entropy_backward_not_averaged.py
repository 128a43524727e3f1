"""
Your SigmoidCrossEntropyLoss.backward returns sigmoid(x) - y without the factor 1/batch that forward has:
divide it by the batch size.

file: loss.py
fails:
  - loss/arguments_unchanged[[]SigmoidCrossEntropyLoss]
  - loss/float64_stays
  - loss/loss_error[[]SigmoidCrossEntropyLoss]
  - loss/loss_gradient[[]SigmoidCrossEntropyLoss]
  - loss/memory[[]SigmoidCrossEntropyLoss]
  - loss/sigmoid_cross_entropy_of_large_logits
"""


class SigmoidCrossEntropyLoss(SigmoidCrossEntropyLoss):
    """The mistake."""

    def backward(self, label_tensor):
        return super().backward(label_tensor) * len(label_tensor)
