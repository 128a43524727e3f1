"""
Your SoftMax.forward gives the exponentials and does not divide them by their sum, so that they are no
probabilities: divide each row by its own sum.

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
  - layers/softmax_of_rows_far_apart
  - layers/softmax_rows_sum_to_one
"""


class SoftMax(SoftMax):
    """The mistake."""

    def forward(self, input_tensor):
        self._probabilities = np.exp(input_tensor - input_tensor.max(axis=1, keepdims=True))
        return self._probabilities
