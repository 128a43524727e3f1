"""
Your LeakyReLU always uses the slope 0.1: keep the number that the constructor is given.

file: layers.py
fails:
  - layers/leaky_relu_forward
  - layers/leaky_relu_leaves_its_input_alone
"""


class LeakyReLU(LeakyReLU):
    """The mistake."""

    def __init__(self, slope):
        self.slope = 0.1
