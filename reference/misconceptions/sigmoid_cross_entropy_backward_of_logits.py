"""
Your SigmoidCrossEntropyLoss.backward subtracts the labels from the logits themselves: take the sigmoid of the
logits first, (sigmoid(x) - y) / batch.

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
        return (self._logits - label_tensor) / len(label_tensor)
