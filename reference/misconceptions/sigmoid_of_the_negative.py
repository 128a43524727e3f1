"""
Your Sigmoid.forward gives 1 / (1 + exp(x)), which falls where the sigmoid rises: the exponential is of -x.

file: layers.py
fails:
  - layers/lecture_two_input_neuron
  - layers/lecture_network_221
  - layers/lecture_chain_rule
  - layers/activation_forward[[]Sigmoid]
  - layers/activation_gradient[[]Sigmoid]
  - layers/activations_not_trainable
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
        self._output = 1.0 - super().forward(input_tensor)
        return self._output
