"""
Your Sgd steps along the gradient, so that the loss grows: subtract learning_rate * gradient_tensor from the
weights instead of adding it.

file: optimizer.py
fails:
  - optimizer/*
  - mnist/first_losses
"""


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        return weight_tensor + self.learning_rate * gradient_tensor
