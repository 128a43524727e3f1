"""
Your ReLU.forward lets a small part of negative inputs through, as a leaky ReLU does: return 0 for every
negative input.

file: layers.py
fails:
  - layers/activation_forward[[]ReLU]
  - layers/activation_gradient[[]ReLU]
  - layers/activations_not_trainable
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

    def forward(self, input_tensor):
        self._is_active = input_tensor > 0
        return np.maximum(input_tensor, 0.01 * input_tensor)
