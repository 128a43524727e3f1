"""
Your Sgd steps along the gradient, up the hill: the step is subtracted.

file: Optimization/Optimizers.py
fails:
  - optimizer/sgd_step
  - optimizer/sgd_leaves_its_arguments_alone
also:
  layers/fully_connected_update: it uses the optimizer of the same hand-in
  network/five_steps: it trains with this optimizer
"""


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        return weight_tensor + self.learning_rate * gradient_tensor
