"""
Your losses keep the prediction where all objects of a class share it, in the class or in a global variable,
so that two losses overwrite each other's: keep it in self.

file: loss.py
fails:
  - loss/memory*
"""


class _Shared:
    """Sends what one object keeps to all of its class."""

    def __setattr__(self, name, value):
        setattr(type(self), name, value)


class CrossEntropyLoss(_Shared, CrossEntropyLoss):
    """The mistake."""


class BinaryCrossEntropyLoss(_Shared, BinaryCrossEntropyLoss):
    """The mistake."""


class SigmoidCrossEntropyLoss(_Shared, SigmoidCrossEntropyLoss):
    """The mistake."""


class SquaredError(_Shared, SquaredError):
    """The mistake."""


class MeanSquaredError(_Shared, MeanSquaredError):
    """The mistake."""
