"""
Your SoftMax divides by the sum of each column: every row is a sample, so divide by the row's sum, with axis=1
and keepdims=True.

file: layers.py
fails:
  - layers/none_yet
"""


class SoftMax(SoftMax):
    """The mistake."""

    def forward(self, input_tensor):
        exponentials = np.exp(input_tensor - input_tensor.max(axis=1, keepdims=True))
        self._probabilities = exponentials / exponentials.sum(axis=0, keepdims=True)
        return self._probabilities
