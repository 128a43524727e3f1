"""
Your SoftMax gives the largest probability to the smallest input of a row, as the exponential of -x does:
take the exponential of x minus the row's maximum.

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
"""


class SoftMax(SoftMax):
    """The mistake."""

    def forward(self, input_tensor):
        return super().forward(-input_tensor)
