"""
Your Sigmoid.forward leaves some entries of a large input untransformed, as a loop with a fixed end does:
apply the formula to the whole array at once.

file: layers.py
fails:
  - layers/activation_of_a_large_batch[[]Sigmoid]
"""


class Sigmoid(Sigmoid):
    """The mistake."""

    def forward(self, input_tensor):
        result = super().forward(input_tensor).copy()
        result.flat[20:] = 0.5
        self._output = result
        return result
