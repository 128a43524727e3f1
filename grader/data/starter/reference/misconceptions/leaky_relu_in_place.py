"""
Your LeakyReLU.forward writes into the array that it is given: compute a new one, as others still need the input.

file: layers.py
fails:
  - layers/leaky_relu_leaves_its_input_alone
"""


class LeakyReLU(LeakyReLU):
    """The mistake."""

    def forward(self, input_tensor):
        output = super().forward(input_tensor)
        input_tensor[...] = output
        return input_tensor
