"""The rectifier."""

import numpy as np

from .Base import BaseLayer


class ReLU(BaseLayer):
    """Cut off what is negative, entry by entry."""

    def forward(self, input_tensor):
        """Return ``max(0, x)`` for each entry."""
        # BEGIN SOLUTION
        self._active = input_tensor > 0
        return np.maximum(input_tensor, 0)
        # END SOLUTION

    def backward(self, error_tensor):
        """Return the error where the latest input was positive, else 0."""
        # BEGIN SOLUTION
        return error_tensor * self._active
        # END SOLUTION
