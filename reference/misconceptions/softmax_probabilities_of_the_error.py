"""
Your SoftMax.backward computes its probabilities from the error: use the output of the latest forward, kept in
self.

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
        self.forward(error_tensor)
        return super().backward(error_tensor)
