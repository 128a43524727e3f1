"""
Your SoftMax divides by the sum of each column: every row is a sample, so divide by the row's sum, with axis=1
and keepdims=True.

file: layers.py
fails:
  - layers/activation_forward[[]SoftMax]
  - layers/activation_gradient[[]SoftMax]
  - layers/activations_not_trainable
  - layers/softmax_of_large_inputs
  - layers/activation_error[[]SoftMax]
  - layers/activation_of_a_large_batch[[]SoftMax]
  - layers/arguments_unchanged[[]SoftMax]
  - layers/memory[[]SoftMax]
  - layers/rows_are_independent[[]SoftMax]
  - layers/float64_stays[[]activations]
  - layers/large_inputs[[]SoftMax]
  - layers/softmax_of_rows_far_apart
  - layers/softmax_rows_sum_to_one
  - mnist/first_losses
"""


class SoftMax(SoftMax):
    """The mistake."""

    def forward(self, input_tensor):
        exponentials = np.exp(input_tensor - input_tensor.max(axis=1, keepdims=True))
        self._probabilities = exponentials / exponentials.sum(axis=0, keepdims=True)
        return self._probabilities
