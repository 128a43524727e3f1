"""
Your TanH.backward puts the input into 1 - y^2: y is the output of the latest forward.

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

    def forward(self, input_tensor):
        self._input = input_tensor
        return super().forward(input_tensor)

    def backward(self, error_tensor):
        return error_tensor * (1.0 - self._input**2)
