"""
Your SoftMax divides by the sum over the whole batch: divide each row by its own sum, so that every row sums
to 1.

file: layers.py
fails:
  - layers/none_yet
"""


class SoftMax(SoftMax):
    """The mistake."""

    def forward(self, input_tensor):
        exponentials = np.exp(input_tensor - input_tensor.max(axis=1, keepdims=True))
        self._probabilities = exponentials / exponentials.sum()
        return self._probabilities
