"""
Your ReLU.backward cuts off negative errors: what counts is the sign of the input of forward, not that of the
error.

file: layers.py
fails:
  - layers/activation_gradient[[]ReLU]
  - layers/activation_error[[]ReLU]
  - layers/activation_of_a_large_batch[[]ReLU]
  - layers/arguments_unchanged[[]ReLU]
  - layers/memory[[]ReLU]
  - layers/float64_stays[[]activations]
  - layers/large_inputs[[]ReLU]
  - layers/relu_at_zero
  - mnist/first_losses
"""


class ReLU(ReLU):
    """The mistake."""

    def backward(self, error_tensor):
        return np.maximum(error_tensor, 0.0)
