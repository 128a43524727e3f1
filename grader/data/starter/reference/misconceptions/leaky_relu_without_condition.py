"""
Your LeakyReLU multiplies positive entries by the slope as well: only negative ones are.

file: layers.py
fails:
  - layers/leaky_relu_example
  - layers/leaky_relu_forward
  - layers/leaky_relu_leaves_its_input_alone
"""


class LeakyReLU(LeakyReLU):
    """The mistake."""

    def forward(self, input_tensor):
        self._factor = self.slope * np.ones_like(input_tensor)
        return input_tensor * self._factor
