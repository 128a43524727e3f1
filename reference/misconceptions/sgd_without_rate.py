"""
Your Sgd subtracts the whole gradient: multiply it by the learning rate first.

file: optimizer.py
fails:
  - optimizer/*
  - mnist/first_losses
"""


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        return weight_tensor - gradient_tensor
