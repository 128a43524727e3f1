"""Sgd as a frozen dataclass."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sgd:
    learning_rate: float

    def calculate_update(self, weight_tensor, gradient_tensor):
        return weight_tensor - gradient_tensor * self.learning_rate
