"""
Your Sigmoid.backward returns the error without the derivative: multiply it by y (1 - y).

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

    def backward(self, error_tensor):
        return error_tensor.copy()
