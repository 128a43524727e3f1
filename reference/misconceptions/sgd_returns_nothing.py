"""
Your Sgd computes the new weights but returns nothing: end calculate_update with a return.

file: optimizer.py
fails:
  - optimizer/*
  - mnist/first_losses
"""


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        weight_tensor = weight_tensor - self.learning_rate * gradient_tensor
