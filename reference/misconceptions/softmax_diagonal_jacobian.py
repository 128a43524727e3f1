"""
Your SoftMax.backward uses only the diagonal p (1 - p) of the Jacobian: every probability depends on every
input of its row, so return p (e - sum_k e_k p_k).

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
        return error_tensor * self._probabilities * (1.0 - self._probabilities)
