"""
Your exp and sigmoid do not pass any gradient on, as if their results were inputs: store self as the operand,
with its slope.

file: graph.py
fails:
  - graph/lecture_sigmoid_neuron
  - graph/gradients_add_up
  - graph/gradient_of_a_neuron
  - graph/exp_and_sigmoid
  - graph/sigmoid_of_large_numbers
  - graph/random_graphs[[]*
  - graph/gradient_of_a_network
"""


class Variable(Variable):
    """The mistake."""

    def exp(self):
        return Variable(super().exp().value)

    def sigmoid(self):
        return Variable(super().sigmoid().value)
