"""
Your TanH.backward multiplies the error by 1 - y: the derivative is 1 - y^2.

file: layers.py
fails:
  - layers/activation_gradient[[]TanH]
  - layers/activation_error[[]TanH]
  - layers/activation_of_a_large_batch[[]TanH]
  - layers/arguments_unchanged[[]TanH]
  - layers/memory[[]TanH]
  - layers/float64_stays[[]activations]
  - layers/large_inputs[[]TanH]
"""


class TanH(TanH):
    """The mistake."""

    def backward(self, error_tensor):
        return error_tensor * (1.0 - self._output)
