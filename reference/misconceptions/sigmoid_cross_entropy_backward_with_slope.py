"""
Your SigmoidCrossEntropyLoss.backward has the slope of the sigmoid, s (1 - s), once too often: in (sigmoid(x)
- y) / batch it is already cancelled, so leave the factor out.

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
        sigmoid = super().backward(label_tensor) * len(label_tensor) + label_tensor
        return super().backward(label_tensor) * sigmoid * (1.0 - sigmoid)
