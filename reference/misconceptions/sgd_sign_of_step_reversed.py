"""
Your Sgd returns learning_rate * gradient_tensor - weight_tensor, the new weights with the wrong sign:
subtract the step from the weights, not the weights from the step.

file: optimizer.py
fails:
  - optimizer/*
  - mnist/first_losses
"""


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        return self.learning_rate * gradient_tensor - weight_tensor
