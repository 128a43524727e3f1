"""
Your SoftMax.backward uses the probabilities of the last row for all rows, as if forward kept only the last:
keep the whole output of forward.

file: layers.py
fails:
  - layers/activation_gradient[[]SoftMax]
  - layers/activation_error[[]SoftMax]
  - layers/activation_of_a_large_batch[[]SoftMax]
  - layers/arguments_unchanged[[]SoftMax]
  - layers/memory[[]SoftMax]
  - layers/rows_are_independent[[]SoftMax]
  - layers/float64_stays[[]activations]
  - layers/softmax_of_rows_far_apart
  - mnist/first_losses
"""


class SoftMax(SoftMax):
    """The mistake."""

    def backward(self, error_tensor):
        return self._probabilities[-1:] * (
            error_tensor - (error_tensor * self._probabilities[-1:]).sum(axis=1, keepdims=True)
        )
