"""
Your SoftMax.backward sums e p over the batch: sum over the entries of each row, with axis=1 and
keepdims=True.

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
        return self._probabilities * (
            error_tensor - (error_tensor * self._probabilities).sum(axis=0, keepdims=True)
        )
