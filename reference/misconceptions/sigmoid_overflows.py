"""
Your Sigmoid.forward takes the exponential of large numbers, exp(1000) is infinite: use exp(-|x|), and exp(x)
/ (1 + exp(x)) for negative x.

file: layers.py
fails:
  - layers/large_inputs[[]Sigmoid]
"""


class Sigmoid(Sigmoid):
    """The mistake."""

    def forward(self, input_tensor):
        exponential = np.exp(input_tensor)
        self._output = exponential / (1.0 + exponential)
        return self._output
