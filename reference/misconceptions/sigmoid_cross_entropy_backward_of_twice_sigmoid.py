"""
Your SigmoidCrossEntropyLoss.backward applies the sigmoid twice, once to its own result: keep either the
logits or their sigmoid in forward and apply it once.

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
        sigmoid = 1.0 / (1.0 + np.exp(-np.abs(self._logits)))
        sigmoid = np.where(self._logits >= 0, sigmoid, 1.0 - sigmoid)
        return (1.0 / (1.0 + np.exp(-sigmoid)) - label_tensor) / len(label_tensor)
