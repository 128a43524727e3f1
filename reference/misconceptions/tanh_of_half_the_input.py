"""
Your TanH.forward gives the hyperbolic tangent of x / 2, as 2 * sigmoid(x) - 1 does: tanh(x) is 2 *
sigmoid(2x) - 1, or simply np.tanh(x).

file: layers.py
fails:
  - layers/activation_forward[[]TanH]
  - layers/activation_gradient[[]TanH]
  - layers/activations_not_trainable
  - layers/activation_error[[]TanH]
  - layers/activation_of_a_large_batch[[]TanH]
  - layers/arguments_unchanged[[]TanH]
  - layers/memory[[]TanH]
  - layers/float64_stays[[]activations]
  - layers/large_inputs[[]TanH]
"""


class TanH(TanH):
    """The mistake."""

    def forward(self, input_tensor):
        self._output = np.tanh(input_tensor / 2.0)
        return self._output
