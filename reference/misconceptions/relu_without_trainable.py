"""
Your ReLU has no attribute trainable, usually because the constructor of the base class is not called: set
trainable to False in __init__.

file: layers.py
fails:
  - layers/activations_not_trainable
  - mnist/first_losses
"""


class ReLU(ReLU):
    """The mistake."""

    def __init__(self):
        pass
