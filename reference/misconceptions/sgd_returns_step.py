"""
Your Sgd returns only the step, learning_rate * gradient_tensor: return the new weights, weight_tensor minus
that step.

file: optimizer.py
fails:
  - optimizer/*
  - mnist/first_losses
"""


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        return self.learning_rate * gradient_tensor
