"""
Your TanH.forward divides exponentials that overflow for large inputs, inf/inf is not a number: use np.tanh.

file: layers.py
fails:
  - layers/large_inputs[[]TanH]
"""


class TanH(TanH):
    """The mistake."""

    def forward(self, input_tensor):
        up, down = np.exp(input_tensor), np.exp(-input_tensor)
        self._output = (up - down) / (up + down)
        return self._output
