"""Layers, entry by entry; arrays have the shape ``(batch, features)``."""

# BEGIN PROMPT
import numpy as np

# END PROMPT


class LeakyReLU:
    """The rectifier that lets a part of negative inputs through."""

    def __init__(self, slope):
        """Keep the *slope*, a number between 0 and 1."""
        # BEGIN SOLUTION
        self.slope = slope
        # END SOLUTION

    def forward(self, input_tensor):
        """Return ``x`` where ``x > 0``, else ``slope * x``, entry by entry; shape ``(batch, features)``."""
        # BEGIN SOLUTION
        self._factor = np.where(input_tensor > 0, 1.0, self.slope)
        return input_tensor * self._factor
        # END SOLUTION

    def backward(self, error_tensor):
        """Return ``E`` where the latest input was positive, else ``slope * E``."""
        # BEGIN SOLUTION
        return error_tensor * self._factor
        # END SOLUTION
