"""
Your SoftMax.backward forgets the factor p in front: return p (e - sum_k e_k p_k), not the bracket alone.

file: layers.py
fails:
  - layers/activation_gradient[[]SoftMax]
  - layers/activation_error[[]SoftMax]
  - layers/activation_of_a_large_batch[[]SoftMax]
  - layers/arguments_unchanged[[]SoftMax]
  - layers/memory[[]SoftMax]
  - layers/rows_are_independent[[]SoftMax]
  - layers/float64_stays[[]activations]
  - layers/large_inputs[[]SoftMax]
  - layers/softmax_of_rows_far_apart
  - mnist/first_losses
"""


class SoftMax(SoftMax):
    """The mistake."""

    def backward(self, error_tensor):
        return error_tensor - (error_tensor * self._probabilities).sum(axis=1, keepdims=True)
