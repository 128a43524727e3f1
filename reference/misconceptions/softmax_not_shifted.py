"""
Your SoftMax takes the exponential of its input as it is, which overflows for large inputs: subtract each
row's maximum first.

file: layers.py
fails:
  - layers/softmax_of_large_inputs
  - layers/large_inputs[[]SoftMax]
  - layers/softmax_of_rows_far_apart
"""


class SoftMax(SoftMax):
    """The mistake."""

    def forward(self, input_tensor):
        exponentials = np.exp(input_tensor)
        self._probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)
        return self._probabilities
