"""The rectifier."""

from .Base import BaseLayer


class ReLU(BaseLayer):
    """Cut off what is negative, entry by entry."""

    def forward(self, input_tensor):
        """Return ``max(0, x)`` for each entry."""
        raise NotImplementedError("ReLU.forward")

    def backward(self, error_tensor):
        """Return the error where the latest input was positive, else 0."""
        raise NotImplementedError("ReLU.backward")
