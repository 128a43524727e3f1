"""
Your FullyConnected.backward asks the optimizer twice: call calculate_update once per backward, since each
call counts as a step.

file: layers.py
fails:
  - layers/none_yet
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def backward(self, error_tensor):
        error_below = super().backward(error_tensor)
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below
