"""
Your Sigmoid.backward puts the input into y (1 - y): y is the output of the latest forward.

file: layers.py
fails:
  - layers/lecture_chain_rule
  - layers/activation_gradient[[]Sigmoid]
  - layers/activation_error[[]Sigmoid]
  - layers/activation_of_a_large_batch[[]Sigmoid]
  - layers/arguments_unchanged[[]Sigmoid]
  - layers/memory[[]Sigmoid]
  - layers/rows_are_independent[[]Sigmoid]
  - layers/float64_stays[[]activations]
  - layers/large_inputs[[]Sigmoid]
"""


class Sigmoid(Sigmoid):
    """The mistake."""

    def forward(self, input_tensor):
        self._input = input_tensor
        return super().forward(input_tensor)

    def backward(self, error_tensor):
        return error_tensor * self._input * (1.0 - self._input)
