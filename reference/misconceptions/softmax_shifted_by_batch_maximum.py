"""
Your SoftMax subtracts the maximum of the whole batch: subtract each row's own, or a row far below it becomes
0/0.

file: layers.py
fails:
  - layers/large_inputs[[]SoftMax]
  - layers/softmax_of_rows_far_apart
"""


class SoftMax(SoftMax):
    """The mistake."""

    def forward(self, input_tensor):
        exponentials = np.exp(input_tensor - input_tensor.max())
        self._probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)
        return self._probabilities
