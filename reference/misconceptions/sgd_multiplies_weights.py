"""
Your Sgd multiplies the weights by the gradient, w - rate * w * g: the step is the rate times the gradient
alone.

file: optimizer.py
fails:
  - optimizer/*
  - mnist/first_losses
"""


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        return weight_tensor - self.learning_rate * gradient_tensor * weight_tensor
